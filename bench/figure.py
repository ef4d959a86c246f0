"""One measured number beside its limit, both from the same run."""

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """Ours beside the limit; `goal` is the ratio we want to reach."""

    name: str
    ours: float
    limit: float
    goal: float
    unit: str
    flavour: str
    n: int

    @property
    def ratio(self) -> float:
        """Ours as a part of the limit."""
        return self.ours / self.limit

    def as_json(self) -> dict[str, object]:
        """Return the figure as the benchmark file holds it."""
        facts = asdict(self)
        return {
            "name": facts["name"],
            "ours": round(self.ours, 1),
            "limit": round(self.limit, 1),
            "ratio": round(self.ratio, 3),
            "goal": self.goal,
            "unit": self.unit,
            "flavour": self.flavour,
            "n": self.n,
        }

    def line(self) -> str:
        """Return the figure as a person reads it."""
        return (
            f"{self.name}: {self.ours:,.0f} of {self.limit:,.0f} {self.unit}"
            f" = {self.ratio:.2f} (goal {self.goal:.2f}, n={self.n:,}, {self.flavour})"
        )
