"""What each person may use of models in a day, and has used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from deita_server_ext.catalog import Catalog
from deita_server_ext.domain import Spent, User, utcnow
from deita_server_ext.errors import BudgetSpent


@dataclass(frozen=True)
class Budget:
    """What one person may use in a day (UTC); None is no limit. Costs are US dollars."""

    tokens: int | None = None
    cost: float | None = None


@dataclass(frozen=True)
class Account:
    """What one person has used today, of what they may, and when the next day begins."""

    spent: Spent
    budget: Budget
    resets_at: datetime


class Spending:
    """Keeps the accounts."""

    def __init__(self, catalog: Catalog, budget: Budget) -> None:
        self._catalog = catalog
        self.budget = budget
        self._underway: Counter[str] = Counter()

    async def account(self, user: User) -> Account:
        """The user's account of today."""
        now = utcnow()
        spent = await self._catalog.models.spent(user.id, _day(now))
        tomorrow = datetime.combine(now.date() + timedelta(days=1), time(), UTC)
        return Account(spent, self.budget, tomorrow)

    @contextmanager
    def underway(self, user: User, tokens: int) -> Iterator[None]:
        """Count what a turn of a model will take at the least, as long as it lasts."""
        self._underway[user.id] += tokens
        try:
            yield
        finally:
            self._underway[user.id] -= tokens
            if not self._underway[user.id]:
                del self._underway[user.id]

    async def check(self, user: User) -> None:
        """Raise BudgetSpent where nothing is left for today, with what is under way here."""
        if self.budget == Budget():
            return
        account = await self.account(user)
        spent, budget = account.spent, self.budget
        tokens = spent.tokens + self._underway[user.id]
        no_tokens = budget.tokens is not None and tokens >= budget.tokens
        no_money = budget.cost is not None and spent.cost >= budget.cost
        if no_tokens or no_money:
            most = f"{budget.tokens:,} tokens" if no_tokens else f"{budget.cost:g} dollars"
            raise BudgetSpent(
                f"You have used up your {most} of today.",
                hint=f"There are new ones from {account.resets_at:%Y-%m-%d %H:%M} UTC.",
                details={"resets_at": account.resets_at.isoformat()},
            )

    async def spend(self, user: User, spent: Spent) -> None:
        """Add to what the user has used today."""
        if spent != Spent():
            await self._catalog.models.spend(user.id, _day(utcnow()), spent)


def _day(moment: datetime) -> str:
    return moment.date().isoformat()
