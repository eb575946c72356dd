"""Which names stand for a password or key, and which texts are one."""

import re

_NAMES = (
    *("password", "passwd", "passphrase", "_pwd", "api_key", "apikey", "api_token", "secret_key"),
    *("client_secret", "access_token", "auth_token", "private_key", "encryption_key"),
)
_PLACEHOLDERS = ("$", "{", "<", "*", ":", "%", "@", "?", "&", "YOUR", "CHANGE")
_HASH = re.compile(r"(0x)?[0-9a-f]{32,}|[^\s]*\$[^\s]*\$[^\s]*", re.IGNORECASE)
_IN_TEXT = re.compile(
    r"(?:password|passwd|pwd|secret_access_key|sas_token)\s*=\s*([^\s;'\"]+)", re.IGNORECASE
)


def is_secret_name(name: str) -> bool:
    """Tell whether a column or variable holds a password or key, by its name."""
    lower = name.lower()
    return lower.endswith(_NAMES) or lower == "pwd"


def is_placeholder(value: str) -> bool:
    """Tell whether a value is filled in later, or is none (``${PASSWORD}``, ``xxx``)."""
    upper = value.upper()
    return not value or upper.startswith(_PLACEHOLDERS) or set(upper) <= {"X"}


def is_plain_secret(value: str) -> bool:
    """Tell whether a value is a readable password: no placeholder, no hash, no sentence."""
    return not is_placeholder(value) and " " not in value and not _HASH.fullmatch(value)


def holds_secret(text: str) -> bool:
    """Tell whether a connection string or the like names a password or key in clear."""
    if "=" not in text:
        return False
    return any(not is_placeholder(found) for found in _IN_TEXT.findall(text))
