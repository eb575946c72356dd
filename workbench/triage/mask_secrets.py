"""The shapes of secrets: passwords, tokens, keys, signed links, credentials in commands."""

import re

from workbench.triage.mask_rule import MASK, UNMASKED, Rule

_KEY_NAMES = (
    r"(?:api|access|account|auth|aes|cipher|client|consumer|encryption|fernet|hmac|license|master|"
    r"private|rsa|secret|service|shared|sas|signing|ssh|storage|subscription|webhook)"
)
_NAMES = (
    r"[\w.-]{0,60}?(?:pass(?:word|wd|phrase|code)|pwd|(?<=[_.-])pass|secret|(?<!unexpected )token"
    rf"|jwt|{_KEY_NAMES}[ ._-]?key|access[_-]?(?:signature|token)|apikey|credentials?|_auth|cookie"
    r"|sasl\.jaas\.config|connection[ _-]?string|session[_-]?id|user[._]info)"
    r"(?:[._-]?(?:key|value|base64|b64|pem|text|hash|id|\d{1,3})|\.[\w.-]{1,80}\.windows\.net)?"
)
_NOT_A_VALUE = r"(?!None\b|null\b|nil\b|true\b|True\b|false\b|False\b|\*{3}|<)"
_BARE = (
    r"(?:[^\s'\",;&|)}\]\\]|[,)}\]](?![\s,)}\]'\"]|$|\w+\s?[=:])|&(?![\w-]+=)|;(?!\s|$|[\w .]+=)"
    r"|\\(?![\"'nrt\\]))"
)
_TOKENS = (
    r"(?:gh[pousr]_\w{20,255}|github_pat_\w{20,255}|gl(?:pat|dt|rt|cbt|ptt|soat)-[\w-]{16,64}"
    r"|xox[abeoprs][.-][\w.-]{8,200}|xapp-[\w-]{8,200}|(?:dapi|dose|dkea)[0-9a-f]{30,40}(?:-\d)?"
    r"|dop_v1_[0-9a-f]{20,80}|npm_\w{30,60}|pypi-[\w-]{20,400}|hf_\w{20,60}|whsec_\w{16,80}"
    r"|[srp]k_(?:live|test)_\w{10,200}|sk-[\w-]{20,200}|AIza[\w-]{30,50}|GOCSPX-[\w-]{20,40}"
    r"|ya29\.[\w.-]{10,400}|SG\.[\w-]{10,60}\.[\w-]{10,80}|dbt[cu]_[\w-]{16,100}|key-[0-9a-f]{32}"
    r"|lin_api_\w{10,80}|hv[sbr]\.[\w-]{16,200}|s\.[A-Za-z0-9]{24}|glsa_\w{20,80}|glc_[\w=]{20,400}"
    r"|dp\.(?:pt|st|ct)\.\w{20,80}|[\w-]{10,20}\.atlasv1\.[\w-]{40,100}"
    r"|[\w~.-]{3}[78]Q~[\w~.-]{31,34}|\d{8,10}:AA[\w-]{32,35}|SK[0-9a-f]{32}"
    r"|(?:AKIA|ASIA|AROA|AIDA|ABIA|ACCA)[A-Z0-9]{12,20})"
)

SECRETS: tuple[Rule, ...] = (
    Rule(
        r"-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----.{0,16000}?"
        r"(?:-----END (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----|\Z)",
        MASK,
        re.DOTALL,
    ),
    # a line of a key whose first line was cut off; many slashes make it a path
    Rule(
        r"(?<!\S)(?=\S{0,75}[a-z])(?=\S{0,75}[A-Z])(?=\S{0,75}\d)(?!(?:[^/\s]{0,75}/){5})"
        r"[A-Za-z0-9+/]{60,76}={0,2}(?!\S)",
        MASK,
        ignores_case=False,
    ),
    # user:password@host in any URL; the user name stays, it helps to find the account
    Rule(
        rf"\b([a-z][a-z0-9+.-]{{1,30}}://[^\s:/@'\"]{{0,120}}):{UNMASKED}[^\s/'\"]{{1,200}}@",
        rf"\1:{MASK}@",
    ),
    Rule(
        rf"(\bjdbc:oracle:\w+:|\bsqlplus (?:-\w+ )*)([\w$#]{{1,60}})/{UNMASKED}[^@\s]{{1,200}}@",
        rf"\1\2/{MASK}@",
    ),
    Rule(r"\bey[JK][\w-]{6,4000}\.[\w-]{4,4000}(?:\.[\w-]{0,4000})?", MASK, ignores_case=False),
    Rule(rf"(?<![\w-]){_TOKENS}(?![\w-])", MASK, ignores_case=False),
    Rule(
        r"https://hooks\.slack\.com/\S{1,200}|https://[\w.]{1,80}\.webhook\.office\.com/\S{1,400}"
        r"|https://discord(?:app)?\.com/api/webhooks/\S{1,200}",
        MASK,
    ),
    Rule(
        r"\b((?:proxy-)?authorization|x-api-key|x-auth-token|x-amz-security-token|x-vault-token"
        r"|private-token|(?:set-)?cookie)(\\?['\"]?\s?[:=]\s?\\?['\"]?)"
        + UNMASKED
        + r"(?:(?:bearer|basic|token|digest|aws4-hmac-sha256|snowflake token=)\s?\"?)?"
        r"[^\s'\"][^\r\n'\"]{0,2000}",
        rf"\1\2{MASK}",
    ),
    Rule(
        rf"\b(bearer|basic)\s{UNMASKED}(?=\S{{0,400}}[\d=_.-])[A-Za-z0-9+/=_.~-]{{12,4000}}",
        rf"\1 {MASK}",
    ),
    Rule(
        r"\b(IDENTIFIED (?:WITH \w{1,40} )?BY(?: PASSWORD)?|(?:LOGIN )?PASSWORD)(\s{1,4})(['\"])"
        + UNMASKED
        + r"[^'\"]{1,200}\3",
        rf"\1\2\3{MASK}\3",
    ),
    # options of commands
    Rule(
        r"((?<!\S)--?[\w-]{0,40}(?:password|passwd|passphrase|pass|pwd|token|secret|api-?key"
        r"|access-?key|secret-?key|account-?key)[\w-]{0,20}(?:=|[ \t]{1,4}))"
        + UNMASKED
        + r"(?!-)(?:\"[^\"\r\n]{0,400}\"|'[^'\r\n]{0,400}'|[^\s'\"]{1,400})",
        rf"\1{MASK}",
    ),
    Rule(
        rf"((?<!\S)(?:-u|--user|--proxy-user)[ =]['\"]?[^\s:'\"]{{1,80}}):"
        rf"{UNMASKED}[^\s'\"]{{1,200}}",
        rf"\1:{MASK}",
    ),
    Rule(
        rf"(\b(?:mysql|mysqldump|mysqladmin|mariadb)\b[^\n]{{0,200}}? -p)"
        rf"{UNMASKED}\S{{2,100}}",
        rf"\1{MASK}",
    ),
    Rule(
        rf"(\b(?:sqlcmd|bcp|isql|sshpass|redis-cli)\b[^\n]{{0,200}}? -[Ppa] ?)"
        rf"{UNMASKED}[^\s-]\S{{1,100}}",
        rf"\1{MASK}",
        ignores_case=False,
    ),
    # connection strings: up to the semicolon, or in braces
    Rule(
        rf"\b((?:password|pwd)\s?=\s?){UNMASKED}(?:\{{[^}}\r\n]{{1,200}}\}}"
        r"|[^;'\"\s\r\n&,][^;'\"\r\n&,]{0,200}(?=;\s?[\w ]+=|;$|;\s?['\"]))",
        rf"\1{MASK}",
    ),
    # YAML: the whole of the line, or of the block below it
    Rule(
        r"^([ \t]{0,40}(?:- )?['\"]?[\w.-]{0,40}(?:password|passphrase|secret)['\"]?:"
        r"[ \t]{1,4}[|>][+-]?\n)((?:[ \t]{1,60}\S[^\n]{0,400}\n?){1,40})",
        rf"\1  {MASK}\n",
        re.MULTILINE,
    ),
    Rule(
        rf"^([ \t]{{0,40}}(?:- )?[\w.-]{{0,40}}(?:password|passphrase|secret):[ \t]{{1,4}})"
        rf"{UNMASKED}{_NOT_A_VALUE}(?![|>'\"\[{{&*!])[^\s#]\S{{0,200}}"
        r"(?:[ \t]{1,3}[^\s#]\S{0,100}){1,12}[ \t]*$",
        rf"\1{MASK}",
        re.MULTILINE,
    ),
    # name = value, name: value, "name": "value", <name>value</name>
    Rule(
        rf"(?<![\w.-])({_NAMES})(\\{{0,3}}['\"]?\s{{0,3}}(?:=>|[:=])\s{{0,3}})"
        rf"(\\{{0,3}}['\"]){UNMASKED}"
        r"(?:(?!\3)[^\r\n]){1,4000}(?:\3|$)",
        rf"\1\2\3{MASK}\3",
        re.MULTILINE,
    ),
    Rule(
        rf"(?<![\w.-])({_NAMES})(\\{{0,3}}['\"]?\s{{0,2}}(?:=>|[:=])\s{{0,2}})"
        rf"{UNMASKED}(?!\\{{0,3}}['\"])"
        rf"{_NOT_A_VALUE}{_BARE}{{2,4000}}",
        rf"\1\2{MASK}",
    ),
    Rule(rf"<({_NAMES})>{UNMASKED}[^<]{{1,400}}<", rf"<\1>{MASK}<"),
    Rule(
        r"([?&](?:sig|signature|x-amz-signature|x-amz-credential|x-amz-security-token"
        r"|x-goog-signature|x-goog-credential|googleaccessid|awsaccesskeyid|code|key|auth"
        rf"|access_token|id_token|refresh_token|token)=){UNMASKED}[^&\s'\"]{{4,4000}}",
        rf"\1{MASK}",
    ),
    Rule(
        rf"\b(aws.{{0,20}}['\" :=]{{1,4}}){UNMASKED}[A-Za-z0-9/+]{{40}}(?![A-Za-z0-9/+])",
        rf"\1{MASK}",
    ),
)
