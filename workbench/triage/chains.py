"""How deep each line of a record stands in its chain of exceptions."""

import re

CAUSED_BY = re.compile(
    r"\s*(?:Caused by|Root cause|caused by)\b ?:?"
    r"|\s*--->\s"  # .NET
    r"|\s*\{?\s*\[cause\]: "  # Node
)
PYTHON_CHAIN = re.compile(
    r"(?:\s|\|)*(?:During handling of the above exception"
    r"|The above exception was the direct cause of)"
)
LIST_OF_CAUSES = re.compile(r"\s*Caused by:\s*$")
"""Rust's anyhow and eyre write this line above the causes, one a line, the root last."""
_LISTED = re.compile(r"\s+(?:\d{1,3}: )?\S")
_WRAPPED_BY = re.compile(r"\s*Wrapped by: ")
_SUPPRESSED = re.compile(r"(?P<indent>\s*)Suppressed: ")
_END_OF_INNER = re.compile(r"\s*--- End of inner exception stack trace ---")
_INLINE = re.compile(r"(?<=[^\s-]) (?=---> )")
"""Before the inner exception that .NET writes on the line of the outer one."""


def pieces_of(text: str) -> list[str]:
    """Return a line as one piece for each exception that it names."""
    return _INLINE.split(text) if " ---> " in text else [text]


def depths_of(texts: list[str]) -> list[int | None]:
    """Return the depth of each line: 0 at the top, more towards the root, -1 aside from it.

    A Python chain names its root first ("During handling of the above ..."), and so does
    logback on demand ("Wrapped by"); others name it last ("Caused by"). None is a line
    that only joins two exceptions.
    """
    wrappers = sum(1 for text in texts if PYTHON_CHAIN.match(text) or _WRAPPED_BY.match(text))
    causes, listed, aside = 0, False, ""
    depths: list[int | None] = []
    for text in texts:
        suppressed = _SUPPRESSED.match(text)
        if suppressed:
            aside = suppressed["indent"]
            depths.append(-1)
            continue
        if PYTHON_CHAIN.match(text):
            wrappers, causes, aside, listed = wrappers - 1, 0, "", False
            depths.append(None)
            continue
        if _END_OF_INNER.match(text):
            causes -= 1
            depths.append(None)
            continue
        if aside and text.startswith(aside):
            depths.append(-1)
            continue
        aside = ""
        if _WRAPPED_BY.match(text):
            wrappers -= 1
        is_list = LIST_OF_CAUSES.match(text) is not None
        is_item = listed and _LISTED.match(text) is not None
        causes += is_item or (CAUSED_BY.match(text) is not None and not is_list)
        listed = is_list or is_item
        depths.append(wrappers + causes)
    return depths
