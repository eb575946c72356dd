"""Personal data by the names and types of columns."""

import re
from dataclasses import dataclass
from functools import cached_property

from workbench.designs.dataset import Classification
from workbench.handbook.handbook import Handbook
from workbench.handbook.vocabulary import Term, Vocabulary

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_OTHER = re.compile(r"[^a-z0-9]+")
_NOT_THE_VALUE = re.compile(
    r"(^(is|has|num|count|was|can)_)"
    r"|(_(at|on|count|flag|type|domain|status|verified|valid|consent|opt_in|hash|hashed|sha256"
    r"|masked|token|tokenized|encrypted|id|key|country|version|length|changed|source)$)"
)
_NETWORK_TYPES = ("inet", "cidr", "ipv4", "ipv6", "macaddr")


@dataclass(frozen=True, slots=True)
class Personal:
    """What kind of personal data a column seems to hold."""

    id: str
    title: str
    least: Classification
    """How it must at least be classified."""


@dataclass(frozen=True)
class PersonalData:
    """Recognises personal data by the vocabulary ``personal-columns``."""

    handbook: Handbook

    @cached_property
    def _terms(self) -> dict[str, Term]:
        page = self.handbook.page("personal-columns", Vocabulary)
        return {_plain(word): term for term in page.terms for word in term.words}

    def of_column(self, name: str, type_: str = "") -> Personal | None:
        """Return what a column seems to hold; None where name and type do not tell."""
        plain = _plain(name)
        whole = self._terms.get(plain)
        if whole is None and not _NOT_THE_VALUE.search(plain):
            whole = self._part(plain)
        if whole is None and type_.casefold().startswith(_NETWORK_TYPES):
            whole = self._terms.get("ip")
        return _personal(whole) if whole else None

    def _part(self, plain: str) -> Term | None:
        words = plain.split("_")
        for length in range(len(words), 0, -1):
            for start in range(len(words) - length + 1):
                found = self._terms.get("_".join(words[start : start + length]))
                if found is not None:
                    return found
        return None


def _plain(name: str) -> str:
    return _OTHER.sub("_", _CAMEL.sub("_", name).casefold()).strip("_")


def _personal(term: Term) -> Personal:
    least = (
        Classification.RESTRICTED if "restricted" in term.groups else Classification.CONFIDENTIAL
    )
    return Personal(term.id, term.title, least)
