"""Hiding secrets and personal data before a text is stored or shown elsewhere."""

import re

MASK = "[masked]"
EMAIL_MASK = "[e-mail]"

_KEY_WORDS = (
    r"[\w.-]{0,40}(?:password|passwd|passphrase|pwd|secret|token|api[_-]?key|apikey|access[_-]?key"
    r"|account[_-]?key|private[_-]?key|shared[_-]?access[_-]?(?:key|signature)|credentials?"
    r"|client[_-]?secret|auth[_-]?key|encryption[_-]?key|sasl\.jaas\.config|connection[_-]?string"
    r"|session[_-]?id|cookie)"
)
_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(
            r"-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----.{0,8000}?"
            r"(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|$)",
            re.DOTALL,
        ),
        MASK,
    ),
    # user:password@host in any URL; the user name stays, it helps to find the account
    (
        re.compile(
            r"(?i)\b([a-z][a-z0-9+.-]{1,30}://[^\s:/@'\"]{0,120}):(?!\[masked\])[^\s/'\"]{1,200}@"
        ),
        rf"\1:{MASK}@",
    ),
    (re.compile(r"\bey[JK][\w-]{6,4000}\.[\w-]{4,4000}(?:\.[\w-]{0,4000})?"), MASK),
    (re.compile(r"\b(?:AKIA|ASIA|AROA|AIDA|ABIA|ACCA)[A-Z0-9]{12,20}\b"), MASK),
    (
        re.compile(
            r"\b(?:gh[pousr]_\w{20,255}|github_pat_\w{20,255}|glpat-[\w-]{16,64}"
            r"|xox[abposr]-[\w-]{8,200}|xapp-[\w-]{8,200}|dapi[0-9a-f]{30,40}(?:-\d)?"
            r"|dop_v1_[0-9a-f]{20,80}|npm_\w{30,60}|pypi-[\w-]{20,400}|hf_\w{20,60}"
            r"|s[kr]_(?:live|test)_\w{10,100}|sk-[\w-]{20,200}|AIza[\w-]{30,50}"
            r"|ya29\.[\w.-]{10,400}|SG\.[\w-]{10,60}\.[\w-]{10,80}|dbt[cu]_[\w-]{16,100}"
            r"|lin_api_\w{10,80}|hvs\.[\w-]{16,200}|s\.[A-Za-z0-9]{24}\b)"
        ),
        MASK,
    ),
    (
        re.compile(
            r"https://hooks\.slack\.com/\S{1,200}|https://\w{1,60}\.webhook\.office\.com/\S{1,400}"
        ),
        MASK,
    ),
    (
        re.compile(
            r"(?i)\b(authorization|proxy-authorization|x-api-key|x-auth-token|set-cookie|cookie)"
            r"(['\"]?\s?[:=]\s?['\"]?)(?!\[masked\])"
            r"(?:(?:bearer|basic|token|digest|aws4-hmac-sha256)\s)?[^\s'\"][^\r\n'\"]{0,2000}"
        ),
        rf"\1\2{MASK}",
    ),
    (
        re.compile(
            r"(?i)\b(bearer|basic)\s(?!\[masked\])(?=\S{0,400}[\d=_.-])[A-Za-z0-9+/=_.~-]{12,4000}"
        ),
        rf"\1 {MASK}",
    ),
    (
        re.compile(
            r"(?i)\b(IDENTIFIED (?:WITH \w{1,40} )?BY|(?:LOGIN )?PASSWORD)(\s{1,4})(['\"])"
            r"(?!\[masked\])[^'\"]{1,200}\3"
        ),
        rf"\1\2\3{MASK}\3",
    ),
    (
        re.compile(
            r"(?i)(--?(?:password|passwd|token|secret|api-key|access-key|secret-key|pass)[ =])"
            r"(?!\[masked\])['\"]?[^\s'\"]{1,400}['\"]?"
        ),
        rf"\1{MASK}",
    ),
    # name = value, name: value, "name": "value", <name>value</name>
    (
        re.compile(
            rf"(?i)(?<![\w.-])({_KEY_WORDS})(\\?['\"]?\s{{0,3}}(?:=>|[:=])\s{{0,3}}\\?)"
            r"(\\?['\"])(?!\[masked\])[^'\"\r\n]{1,4000}?(\\?['\"])"
        ),
        rf"\1\2\3{MASK}\4",
    ),
    (
        re.compile(
            rf"(?i)(?<![\w.-])({_KEY_WORDS})(\\?['\"]?\s{{0,2}}(?:=>|[:=])\s{{0,2}})"
            r"(?!\[masked\]|\\?['\"]|None\b|null\b|True\b|False\b)[^\s'\",;&|)}\]\\]{2,4000}"
        ),
        rf"\1\2{MASK}",
    ),
    (re.compile(rf"(?i)<({_KEY_WORDS})>(?!\[masked\])[^<]{{1,400}}<"), rf"<\1>{MASK}<"),
    (
        re.compile(
            r"(?i)([?&](?:sig|signature|x-amz-signature|x-amz-credential|x-amz-security-token"
            r"|x-goog-signature|x-goog-credential|sv|se|code|key|auth|access_token|token)=)"
            r"(?!\[masked\])[^&\s'\"]{4,4000}"
        ),
        rf"\1{MASK}",
    ),
    (
        re.compile(
            r"(?i)\b(aws.{0,20}['\" :=]{1,4})(?!\[masked\])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+])"
        ),
        rf"\1{MASK}",
    ),
    # data values that products print: inserted rows, the offending key, the failing row
    (re.compile(r"(?i)\b(VALUES\s{0,4})\((?!\[masked\])[^\r\n]{0,8000}"), rf"\1({MASK})"),
    (re.compile(r"(Failing row contains )\((?!\[masked\])[^\r\n]{0,8000}"), rf"\1({MASK})"),
    (
        re.compile(
            r"(Key \([^)]{1,200}\)=)\((?!\[masked\])[^\r\n]{0,400}?\)"
            r"(?= (?:already|is|conflicts|present)|\.|$)"
        ),
        rf"\1({MASK})",
    ),
    (re.compile(r"(Duplicate entry )'(?!\[masked\])[^\r\n]{0,400}?'(?= for key)"), rf"\1'{MASK}'"),
    (
        re.compile(r"(The duplicate key value is )\((?!\[masked\])[^\r\n]{0,400}?\)(?=\.|$)"),
        rf"\1({MASK})",
    ),
    (
        re.compile(r"(?i)(\[?parameters\]?:\s{0,3})(?=[\[({])(?!\[masked\])[^\r\n]{1,8000}"),
        rf"\1{MASK}",
    ),
    (re.compile(r"\b[\w.+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,6}[A-Za-z]{2,24}\b"), EMAIL_MASK),
    # card numbers and bank accounts, and long hexadecimal or base64 keys
    (re.compile(r"\b(?:\d{4}[ -]){3}\d{1,7}\b|\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}\b"), MASK),
    (re.compile(r"\b\d{3}-\d{2}-\d{4}\b"), MASK),
)


def mask(text: str) -> str:
    """Return ``text`` with passwords, tokens, keys, addresses and row values replaced.

    Masking twice changes nothing more. It is a net of known shapes, not a proof: a
    secret that looks like a word passes.
    """
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return text
