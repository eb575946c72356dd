"""Hiding secrets and personal data before a text is stored or shown elsewhere."""

from workbench.triage.mask_rule import MASK
from workbench.triage.mask_secrets import SECRETS
from workbench.triage.mask_values import EMAIL_MASK, VALUES

__all__ = ["EMAIL_MASK", "MASK", "mask"]


def mask(text: str) -> str:
    """Return ``text`` with passwords, tokens, keys, addresses and row values replaced.

    Masking twice changes nothing more. It is a net of known shapes, not a proof: a
    secret that looks like a word passes. A single value that could not be converted
    ("invalid input: 'N/A'") stays, because it is the cause.
    """
    for rule in (*SECRETS, *VALUES):
        text = rule.apply(text)
    return text
