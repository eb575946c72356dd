"""Which model stands behind each ``kind`` of page."""

from workbench.handbook.checklist import Checklist
from workbench.handbook.matrix import Matrix
from workbench.handbook.page import Page
from workbench.handbook.reference import Reference
from workbench.handbook.rubric import Rubric
from workbench.handbook.template import Template
from workbench.handbook.tree import Tree

PAGE_KINDS: dict[str, type[Page]] = {
    "checklist": Checklist,
    "matrix": Matrix,
    "reference": Reference,
    "rubric": Rubric,
    "template": Template,
    "tree": Tree,
}
