import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import React, { useEffect, useRef } from 'react';

import { putContent, safeContent } from './safe';

/** How far apart two renderings of text that grows are. */
const APART_MS = 60;

/** Renders Markdown as JupyterLab does, and no image or other thing from elsewhere. */
export type MarkdownRenderer = (source: string) => Promise<DocumentFragment>;

/** The renderer on JupyterLab’s own parser and sanitiser; plain text where there is none. */
export function markdownRenderer(rendermime: IRenderMimeRegistry): MarkdownRenderer {
  return async source => {
    const { markdownParser: parser, sanitizer } = rendermime;
    if (parser === null) {
      const content = document.createDocumentFragment();
      const paragraph = document.createElement('p');
      paragraph.className = 'deita-Chat-plain';
      paragraph.textContent = source;
      content.append(paragraph);
      return content;
    }
    return safeContent(sanitizer.sanitize(await parser.render(source)));
  };
}

export interface IMarkdownProps {
  text: string;
  render: MarkdownRenderer;
}

/** Markdown that may still grow. */
export function Markdown({ text, render }: IMarkdownProps): React.JSX.Element {
  const node = useRef<HTMLDivElement>(null);
  const wanted = useRef(text);
  const busy = useRef(false);
  useEffect(() => {
    wanted.current = text;
    if (busy.current) {
      return;
    }
    busy.current = true;
    const work = async (): Promise<void> => {
      for (let shown: string | null = null; shown !== wanted.current;) {
        if (shown !== null) {
          await new Promise(resolve => setTimeout(resolve, APART_MS));
        }
        shown = wanted.current;
        const content = await render(shown);
        if (node.current === null) {
          return;
        }
        putContent(node.current, content);
      }
    };
    void work().finally(() => {
      busy.current = false;
    });
  }, [text, render]);
  return <div ref={node} className="deita-Chat-markdown jp-RenderedHTMLCommon" />;
}
