"""What each person may use of models in a day, and has used."""

from __future__ import annotations

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


NOTHING = Spent()


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

    async def account(self, user: User) -> Account:
        """The user's account of today."""
        now = utcnow()
        spent = await self._catalog.models.spent(user.id, _day(now))
        tomorrow = datetime.combine(now.date() + timedelta(days=1), time(), UTC)
        return Account(spent, self.budget, tomorrow)

    async def check(self, user: User, more: Spent = NOTHING) -> None:
        """Raise BudgetSpent where nothing is left for today, ``more`` not being counted yet."""
        if self.budget == Budget():
            return
        account = await self.account(user)
        spent, budget = account.spent, self.budget
        no_tokens = budget.tokens is not None and spent.tokens + more.tokens >= budget.tokens
        no_money = budget.cost is not None and spent.cost + more.cost >= budget.cost
        if no_tokens or no_money:
            of = "tokens" if no_tokens else "dollars"
            most = budget.tokens if no_tokens else budget.cost
            raise BudgetSpent(
                f"You have used up your {most:g} {of} of today.",
                hint=f"There are new ones from {account.resets_at:%Y-%m-%d %H:%M} UTC.",
                details={"resets_at": account.resets_at.isoformat()},
            )

    async def spend(self, user: User, spent: Spent) -> None:
        """Add to what the user has used today."""
        if spent != Spent():
            await self._catalog.models.spend(user.id, _day(utcnow()), spent)


def _day(moment: datetime) -> str:
    return moment.date().isoformat()
