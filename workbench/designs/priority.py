"""P0 to P3: one scale for alerts and for quality findings.

The methodology defines it twice. The alert table says how soon somebody must answer,
the quality table by when the data must be right; both hold at once (decision 0012).
"""

from workbench.designs.document import Choice


class Priority(Choice):
    """How bad it is, and so how soon somebody must answer."""

    P0 = "P0", "revenue, compliance or wrong figures in use: answer within 15 minutes", "Critical"
    P1 = "P1", "reports that the business needs are late or lack data: within 1 hour", "High"
    P2 = "P2", "something not critical failed: within 4 hours", "Medium"
    P3 = "P3", "a warning or a blemish: the next business day", "Low"
