"""The shapes of data: rows that products print, addresses, card and account numbers."""

import re

from workbench.triage.mask_rule import MASK, UNMASKED, Rule

EMAIL_MASK = "[e-mail]"

_CARD_LENGTHS = range(13, 20)


def _card(match: re.Match[str]) -> str:
    """Mask a number that is as long as a card's and has its check digit (Luhn, ISO/IEC 7812)."""
    digits = [int(each) for each in match[0] if each.isdecimal()]
    doubled = [sum(divmod(2 * each, 10)) for each in digits[-2::-2]]
    is_card = len(digits) in _CARD_LENGTHS and (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0
    return MASK if is_card else match[0]


def _iban(match: re.Match[str]) -> str:
    """Mask an account number whose check digits fit (ISO 13616, mod 97)."""
    written = match[0].replace(" ", "")
    number = "".join(str(int(each, 36)) for each in written[4:] + written[:4])
    return MASK if int(number) % 97 == 1 else match[0]


VALUES: tuple[Rule, ...] = (
    # rows that were to be written, the offending key, the failing row
    Rule(rf"\b(VALUES\s{{0,4}})\({UNMASKED}[^\r\n]{{0,8000}}", rf"\1({MASK})"),
    Rule(rf"^([ \t]{{0,20}})\({UNMASKED}(?=[^\n]*['\"])[^\r\n]{{1,4000}}\)[ \t]?[,;]?[ \t]*$",
         rf"\1({MASK})", re.MULTILINE),
    Rule(rf"(Failing row contains )\({UNMASKED}[^\r\n]{{0,8000}}", rf"\1({MASK})"),
    Rule(
        rf"(Key \([^)\r\n]{{1,200}}\)=)\({UNMASKED}[^\r\n]{{0,400}}?\)"
        r"(?= (?:already|is|conflicts|present)|\.|$)",
        rf"\1({MASK})", re.MULTILINE,
    ),
    Rule(rf"(Duplicate entry )'{UNMASKED}[^\r\n]{{0,400}}?'(?= for key)", rf"\1'{MASK}'"),
    Rule(rf"(The duplicate key value is )\({UNMASKED}[^\r\n]{{0,400}}?\)(?=\.|$)", rf"\1({MASK})",
         re.MULTILINE),
    Rule(rf"(\bdup key: )\{{{UNMASKED}[^\r\n]{{0,400}}\}}", rf"\1{MASK}"),
    Rule(rf"(Duplicate key )\"{UNMASKED}[^\r\n\"]{{0,400}}\"", rf'\1"{MASK}"'),
    Rule(rf"(\bTruncated value: )'{UNMASKED}[^'\r\n]{{0,400}}'", rf"\1'{MASK}'"),
    Rule(r"(\b(?:bind )?param(?:eter)?s\]?['\"]?\s{0,2}[:=]\s{0,3})(?=[\[({])"
         r"(?!\(\[masked\]|\[masked\])[^\r\n]{1,8000}",
         rf"\1{MASK}"),
    Rule(rf"(\b(?:DETAIL:\s{{1,3}})parameters: ){UNMASKED}[^\r\n]{{1,8000}}", rf"\1{MASK}"),
    Rule(rf"(\bCOPY [\w.\"]{{1,120}}, line \d{{1,12}}(?:, column [\w\"]{{1,80}})?: )"
         rf"\"{UNMASKED}[^\r\n]{{0,8000}}\"",
         rf'\1"{MASK}"'),
    Rule(r"(\b(?:Original Line|Malformed (?:CSV )?record|Bad record|Rejected row)(?::|\s=))"
         r"(?!\s?\[masked\])[^\r\n]{1,8000}",
         rf"\1 {MASK}"),
    Rule(r"(\b(?:partial_)?unexpected_(?:index_)?list['\"]?\s?[:=]\s?)"
         r"(?!\[masked\])\[[^\]\r\n]{1,8000}\]?",
         rf"\1{MASK}"),
    Rule(rf"(\b(?:Producer|Consumer)Record\([^\r\n]{{0,600}}?\bkey ?= ?)"
         rf"{UNMASKED}[^\r\n]{{0,8000}}?(?=, timestamp ?=|\)$|\Z)",
         rf"\1{MASK}", re.MULTILINE),
    Rule(rf"\bRow\((?=\w+=){UNMASKED}[^\r\n]{{1,4000}}?\)(?!\w)", f"Row({MASK})",
         ignores_case=False),
    Rule(r"\b[\w.+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,6}[A-Za-z]{2,24}\b", EMAIL_MASK),
    Rule(
        rf"\b((?:[\w-]{{0,20}}phone|tel(?:ephone)?|mobile|cell|fax)[\w-]{{0,12}}"
        rf"['\"]?\s?[:=]\s?['\"]?)"
        rf"{UNMASKED}\+?\(?\d[\d ()./-]{{5,22}}\d\b",
        rf"\1{MASK}",
    ),
    Rule(r"(?<![\w.-])(?=[3-6])\d(?:[ -]?\d){12,18}(?![\w-]|\.\d)", _card),
    Rule(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b", _iban, ignores_case=False),
    Rule(r"(?<![\w.-])(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\w-]|\.\d)", MASK),
)  # fmt: skip
