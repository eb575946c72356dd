"""Workbench: design data pipelines, review queries and triage failures, offline.

This package is the core. It knows no screen: nothing below it imports
``textual`` or ``screens``.
"""

__version__ = "0.1.0"
