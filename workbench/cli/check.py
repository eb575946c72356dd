"""``workbench check DESIGN...``."""

from __future__ import annotations

from pathlib import Path

import click

from workbench.cli.findings_report import findings_options, reaches, report
from workbench.cli.output import write
from workbench.cli.session import Session
from workbench.findings import Preset, Severity
from workbench.lint.check import Check
from workbench.lint.registry import all_rules
from workbench.reports.check import as_json as check_json
from workbench.settings import CheckSettings, KnownNames, load_settings
from workbench.settings_files import settings_files
from workbench.sqlreview.dialects import names
from workbench.sqlreview.options import Options, refuse_unknown


@click.command("check")
@click.argument("paths", nargs=-1, required=True)
@findings_options
@click.pass_obj
def command(  # noqa: PLR0913, PLR0917 - one parameter per option
    session: Session,
    paths: tuple[str, ...],
    preset: str | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    baseline: Path | None,
    write_baseline: Path | None,
    fail_on: str,
    format_: str,
) -> int:
    """Check designs: what contradicts, what is missing, what will hurt.

    PATH is a design, a folder that holds one, or - for standard input. Of SQL files
    and dbt projects, the names of tables and columns are checked.

    A rule only fires on what is stated. What it cannot tell, because something is
    missing, is a hint; --preset strict shows those.

    \b
    Silence a finding by a comment on its line or the one above, or for the file:
      # workbench: ignore[owners-differ] reason
      # workbench: ignore-file[owners-differ] reason

    Settings: [check] in workbench.toml, or [tool.workbench.check] in
    pyproject.toml. Options given here come before them.

    Exit code 1: findings from --fail-on on. Exit code 2: wrong use, or a file that
    cannot be read.
    """  # noqa: D301 - click wants the character, not the two of a raw text
    slugs = [rule.slug for rule in all_rules()]
    known = KnownNames(None, names(), slugs)
    refuse_unknown((*select, *ignore), slugs)
    asked = Preset(preset) if preset else None
    options = Options(asked, select, ignore, None, _settings(known))
    review = Check(session.handbook(), options).paths(paths)
    if write_baseline or baseline:
        from workbench.cli.known_findings import without_known  # noqa: PLC0415 - rarely needed

        review = without_known(review, options.runs, baseline, write_baseline)
    write(check_json(review) if format_ == "json" else report(review, format_))
    broken = any(file.errors for file in review.files)
    return 1 if broken or reaches(review, Severity(fail_on)) else 0


def _settings(known: KnownNames) -> CheckSettings | None:
    if not any(settings_files(Path.cwd())):
        return None
    return load_settings(known=known).check
