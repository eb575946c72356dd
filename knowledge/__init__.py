"""What a domain expert may change: YAML only. ``ROOT`` is the folder that holds it."""

from pathlib import Path

ROOT = Path(__file__).parent
