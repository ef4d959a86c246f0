"""The result of a demo: what goes to the JSON file, and the short report on the screen."""

import json
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from demo.judge import Verdict


@dataclass
class OperatorMonth:
    """What one operator's month came to; money in usd, oil in bbl, all exact."""

    days: int = 0
    wells: int = 0
    oil_measured_bbl: Decimal = Decimal(0)
    oil_allocated_bbl: Decimal = Decimal(0)
    form_pr_rows: int = 0
    form_pr_balanced: bool = False
    revenue_net_usd: Decimal = Decimal(0)
    owners_paid_usd: Decimal = Decimal(0)
    owners_held_usd: Decimal = Decimal(0)
    owners: int = 0
    period: str = "open"

    @property
    def residual_bbl(self) -> Decimal:
        """Measured less allocated; nothing else than zero is acceptable."""
        return self.oil_measured_bbl - self.oil_allocated_bbl

    def as_json(self) -> dict[str, Any]:
        """Return the figures with exact ones as text."""
        return {
            "days": self.days,
            "wells": self.wells,
            "oil_measured_bbl": str(self.oil_measured_bbl),
            "oil_allocated_bbl": str(self.oil_allocated_bbl),
            "residual_bbl": str(self.residual_bbl),
            "form_pr_rows": self.form_pr_rows,
            "form_pr_balanced": self.form_pr_balanced,
            "revenue_net_usd": str(self.revenue_net_usd),
            "owners_paid_usd": str(self.owners_paid_usd),
            "owners_held_usd": str(self.owners_held_usd),
            "owners": self.owners,
            "period": self.period,
        }


def together(months: list[OperatorMonth]) -> OperatorMonth:
    """Return the operators' months as one; a state holds only where it holds for all."""
    states = {month.period for month in months}
    return OperatorMonth(
        days=max(month.days for month in months),
        wells=sum(month.wells for month in months),
        oil_measured_bbl=sum((m.oil_measured_bbl for m in months), Decimal(0)),
        oil_allocated_bbl=sum((m.oil_allocated_bbl for m in months), Decimal(0)),
        form_pr_rows=sum(month.form_pr_rows for month in months),
        form_pr_balanced=all(month.form_pr_balanced for month in months),
        revenue_net_usd=sum((m.revenue_net_usd for m in months), Decimal(0)),
        owners_paid_usd=sum((m.owners_paid_usd for m in months), Decimal(0)),
        owners_held_usd=sum((m.owners_held_usd for m in months), Decimal(0)),
        owners=sum(month.owners for month in months),
        period=states.pop() if len(states) == 1 else "open",
    )


@dataclass
class DemoResult:
    """Everything one demo found."""

    seconds: float
    flavour: str
    verdict: Verdict
    replayed: int
    operators: dict[str, OperatorMonth] = field(default_factory=dict)
    further: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return what `--json` writes."""
        return {
            "seconds": round(self.seconds, 1),
            "flavour": self.flavour,
            "readings": self.verdict.readings,
            "sent": self.verdict.sent,
            "acknowledged": self.verdict.acknowledged,
            "lost": self.verdict.lost,
            "duplicates": self.verdict.duplicates,
            "replayed": self.replayed,
            **self._months(),
            **self.further,
        }

    def _months(self) -> dict[str, Any]:
        """Return the operators' months, together and one by one."""
        if not self.operators:
            return {}
        each = {slug: month.as_json() for slug, month in self.operators.items()}
        return {**together(list(self.operators.values())).as_json(), "operators": each}

    def write(self, path: Path) -> None:
        """Write the JSON file."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(self.as_json(), indent=1) + "\n", encoding="utf-8")

    def readings_lines(self) -> list[str]:
        """Return the report's lines on readings."""
        by_protocol = ", ".join(
            f"{protocol} {count:,}" for protocol, count in sorted(self.verdict.readings.items())
        )
        return [
            f"readings     {by_protocol}",
            f"             lost {self.verdict.lost}, stored twice or made up "
            f"{self.verdict.duplicates}, sent again and absorbed {self.replayed:,}",
        ]
