"""Who may send one more request, by a clock that the test sets."""

from __future__ import annotations

import logging

import pytest

from deita_server_ext.errors import StorageUnavailable
from deita_server_ext.rates import MemoryWindow, Standing
from deita_server_ext.services.rates import PAUSE_SECONDS, Rates


class Clock:
    """Seconds since 1970."""

    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


class Away:
    """A window that answers or does not, as the test wants."""

    away = True
    asked = 0

    async def take(self, who: str) -> Standing:
        self.asked += 1
        if self.away:
            raise StorageUnavailable("Nobody is there.")
        return Standing(True, 5, 4, 0.0)

    async def close(self) -> None:
        """Nothing."""


async def test_the_window_moves_along() -> None:
    clock = Clock()
    window = MemoryWindow(3, clock)
    begun = clock.now
    left = []
    for _ in range(3):
        left.append((await window.take("ada")).remaining)
        clock.now += 10
    assert left == [2, 1, 0]
    assert await window.take("ada") == Standing(False, 3, 0, begun + 60)
    clock.now = begun + 59.9
    assert not (await window.take("ada")).admitted
    # What was refused did not count: there is room as soon as the first is a minute old.
    clock.now = begun + 60
    assert await window.take("ada") == Standing(True, 3, 0, begun + 70)
    assert not (await window.take("ada")).admitted
    clock.now = begun + 130
    assert await window.take("ada") == Standing(True, 3, 2, begun + 190)


async def test_each_has_a_window_and_nothing_is_kept_of_those_who_have_gone() -> None:
    clock = Clock()
    window = MemoryWindow(1, clock)
    for number in range(1000):
        assert (await window.take(f"user/{number}")).admitted
    assert len(window) == 1000
    clock.now += 30
    assert not (await window.take("user/0")).admitted
    assert (await window.take("user/new")).admitted
    clock.now += 30
    assert (await window.take("user/0")).admitted
    assert len(window) == 2


@pytest.mark.parametrize(
    ("limit", "ahead", "seconds", "message", "hint"),
    [
        (100, 22.1, 23, "100 requests a minute", "Try again in 23 seconds."),
        (1, 0.2, 1, "1 request a minute", "Try again in 1 second."),
        (1, -3.0, 1, "1 request a minute", "Try again in 1 second."),
    ],
)
def test_a_refusal_says_when_to_come_again(
    limit: int, ahead: float, seconds: int, message: str, hint: str
) -> None:
    clock = Clock()
    error = Rates(Away(), clock).refusal(Standing(False, limit, 0, clock.now + ahead))
    assert error.details == {"limit": limit, "retry_after_seconds": seconds}
    assert message in error.message
    assert error.hint == hint


async def test_a_window_that_is_away_lets_all_in_and_is_told_of_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    clock, window = Clock(), Away()
    rates = Rates(window, clock)
    with caplog.at_level(logging.INFO, "deita.rates"):
        for _ in range(5):
            assert await rates.take("ada") is None
        assert window.asked == 1
        clock.now += PAUSE_SECONDS
        assert await rates.take("ada") is None
        assert window.asked == 2
        window.away = False
        assert await rates.take("ada") is None
        clock.now += PAUSE_SECONDS
        assert await rates.take("ada") == Standing(True, 5, 4, 0.0)
        assert await rates.take("ada") is not None
    assert [record.message for record in caplog.records] == [
        "Redis does not answer: requests are not counted.",
        "Redis answers again: requests are counted.",
    ]
