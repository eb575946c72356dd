"""What a failed validation says, in the words of the person who filled in the field."""

from pydantic_core import ErrorDetails

_MESSAGES = {
    "missing": "{name!r} is missing",
    "string_type": "a text is needed",
    "string_too_short": "a text is needed",
    "string_pattern_mismatch": "does not have the form {pattern}",
    "int_type": "a whole number is needed",
    "int_parsing": "a whole number is needed",
    "int_from_float": "a whole number is needed",
    "int_parsing_size": "a smaller whole number is needed",
    "float_type": "a number is needed",
    "float_parsing": "a number is needed",
    "finite_number": "a number is needed",
    "bool_type": "yes or no is needed",
    "bool_parsing": "yes or no is needed",
    "greater_than_equal": "at least {ge} is needed",
    "greater_than": "more than {gt} is needed",
    "less_than_equal": "at most {le} is needed",
    "less_than": "less than {lt} is needed",
    "enum": "{expected} is needed",
    "literal_error": "{expected} is needed",
    "date_from_datetime_parsing": "a day such as 2026-01-31 is needed",
    "date_parsing": "a day such as 2026-01-31 is needed",
    "list_type": "a list is needed",
    "tuple_type": "a list is needed",
    "dict_type": "keys with values are needed",
    "model_type": "keys with values are needed",
    "too_short": "at least {min_length} entries are needed",
    "too_long": "at most {max_length} entries are allowed",
}
_LONGEST_QUOTE = 60


def plain_message(detail: ErrorDetails) -> str:
    """Return what is wrong and, where it helps, what was written instead."""
    pattern = _MESSAGES.get(detail["type"])
    if pattern is None:
        text = detail["msg"].removeprefix("Value error, ")
        message = text[:1].lower() + text[1:]
    else:
        location = detail["loc"]
        name = str(location[-1]) if location else ""
        message = pattern.format(name=name, **detail.get("ctx", {}))
    written = detail["input"]
    if not isinstance(written, str) or detail["type"] in ("missing", "value_error"):
        return message
    return f"{message}, not {written[:_LONGEST_QUOTE]!r}"
