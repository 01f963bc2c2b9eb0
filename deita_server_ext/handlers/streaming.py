"""Pages and streams: what tables and results answer alike."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import aclosing
from urllib.parse import quote

from tornado.iostream import StreamClosedError

from deita_server_ext import domain
from deita_server_ext.contract.exports import MEDIA_TYPES, ExportOptions
from deita_server_ext.contract.operation import ARROW
from deita_server_ext.contract.tables import Column, Page
from deita_server_ext.contract.views import RowsRequest, ViewQuery
from deita_server_ext.services.exports import Download
from deita_server_ext.services.tables import Rows

from .waited import WaitedHandler


class PageHandler(WaitedHandler):
    """Answers with pages of rows, as long as somebody waits for them."""

    def page_asked_for(self) -> RowsRequest:
        """What the query string asks for. Raises InvalidRequest."""
        view = self.query_message(ViewQuery, others=True)
        limits = self.services.results.limits
        return RowsRequest(
            offset=self.number("offset", 0),
            limit=limits.rows(self.number("limit", limits.page_size)),
            sort=view.sort,
            filter=view.filter,
            search=view.search,
        )

    def reply_page(self, columns: Iterable[domain.Column], offset: int, rows: Rows) -> None:
        """Answer with a page in the encoding that was asked for."""
        if self.wants_arrow:
            count = "" if rows.row_count is None else str(rows.row_count)
            self.set_header("X-Deita-Row-Count", count)
            self.finish(rows.data, set_content_type=ARROW)
            return
        shown = [Column.model_validate(column) for column in columns]
        page = Page(columns=shown, offset=offset, rows=[], row_count=rows.row_count)
        self.reply(page, rows=rows.data)


class StreamHandler(WaitedHandler):
    """Answers with a body that is made while it is sent."""

    async def stream_export(self, options: ExportOptions, download: Download) -> None:
        """Send an export as a download named as asked for, or as the download is."""
        self.attached(options.filename or f"{download.name}.{options.format}")

        def begun() -> None:
            if download.size is not None:
                self.set_header("Content-Length", str(download.size))
            if download.renamed:
                names = quote(json.dumps(download.renamed, ensure_ascii=False), safe="")
                self.set_header("X-Deita-Renamed-Columns", names)

        charset = "; charset=utf-8" if options.format == "csv" else ""
        await self.stream(MEDIA_TYPES[options.format] + charset, download.chunks, begun)

    async def stream_events(self, events: AsyncGenerator[bytes, None]) -> None:
        """Send server-sent events, which nobody on the way may keep or hold back."""
        self.set_header("Cache-Control", "no-cache")
        self.set_header("X-Accel-Buffering", "no")
        await self.stream("text/event-stream", events)

    def attached(self, filename: str) -> None:
        """Have the answer be a download of that name."""
        plain = re.sub(r"[^\w .()-]", "_", filename, flags=re.ASCII)
        self.set_header(
            "Content-Disposition",
            f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe='')}",
        )

    async def stream(
        self,
        media_type: str,
        chunks: AsyncGenerator[bytes, None],
        begun: Callable[[], None] = lambda: None,
    ) -> None:
        """Send ``chunks`` as they come, no faster than the client takes them.

        ``begun`` is called with the first of them, when headers can still be set.
        """
        first = True
        with self.waited_for():
            async with aclosing(chunks):
                async for chunk in chunks:
                    if first:
                        # Not before there is something to send: till then an error has its status.
                        self.set_header("Content-Type", media_type)
                        begun()
                        first = False
                    self.write(chunk)
                    try:
                        await self.flush()
                    except StreamClosedError:
                        return
            await self.finish(set_content_type=media_type)
