"""Which findings are listed, of one text or of a whole folder."""

from dataclasses import dataclass

from workbench.findings import Finding, Severity

LIMITS = {
    Severity.HINT: "all",
    Severity.ERROR: "errors only",
    Severity.WARNING: "warnings and worse",
    Severity.INFO: "infos and worse",
}
"""Limits in the order in which they are taken in turn, and what each shows."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Findings from a severity on, of one rule where it is named.

    ``shows_all`` adds what the preset of the settings leaves out.
    """

    limit: Severity = Severity.HINT
    rule: str = ""
    shows_all: bool = False

    def keeps(self, finding: Finding) -> bool:
        """Tell whether a finding is listed."""
        return finding.severity.rank <= self.limit.rank and self.rule in ("", finding.rule)

    @property
    def next_limit(self) -> Severity:
        """Return the limit that follows, going round."""
        order = list(LIMITS)
        return order[(order.index(self.limit) + 1) % len(order)]

    @property
    def words(self) -> str:
        """Return what is left out, in words; nothing where all is listed."""
        parts = [LIMITS[self.limit]] if self.limit is not Severity.HINT else []
        parts += [self.rule] if self.rule else []
        return ", ".join(parts)
