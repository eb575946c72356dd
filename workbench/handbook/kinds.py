"""Which model stands behind each ``kind`` of page."""

from workbench.handbook.checklist import Checklist
from workbench.handbook.figures import Figures
from workbench.handbook.matrix import Matrix
from workbench.handbook.naming import NamingPatterns
from workbench.handbook.page import Page
from workbench.handbook.prices import Prices
from workbench.handbook.properties import Properties
from workbench.handbook.reference import Reference
from workbench.handbook.retries import Retries
from workbench.handbook.rubric import Rubric
from workbench.handbook.rules import Rules
from workbench.handbook.severities import Severities
from workbench.handbook.signatures import Signatures
from workbench.handbook.template import Template
from workbench.handbook.tree import Tree
from workbench.handbook.variations import Variations
from workbench.handbook.vocabulary import Vocabulary

PAGE_KINDS: dict[str, type[Page]] = {
    "checklist": Checklist,
    "figures": Figures,
    "matrix": Matrix,
    "naming": NamingPatterns,
    "prices": Prices,
    "properties": Properties,
    "reference": Reference,
    "retries": Retries,
    "rubric": Rubric,
    "rules": Rules,
    "severities": Severities,
    "signatures": Signatures,
    "template": Template,
    "tree": Tree,
    "variations": Variations,
    "vocabulary": Vocabulary,
}
