"""The design screen: sections at the left, the form of one document, what the check says."""

from typing import ClassVar

from textual import on, work
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import OptionList, Static

from screens.brief.screen import field_help
from screens.commands import bindings_of
from screens.design import presenter
from screens.design.document_changes import add_document, change_document
from screens.design.history import History
from screens.design.messages import Checked
from screens.design.outline import Outline
from screens.design.yaml_editor import YamlEditor
from screens.frame import WorkbenchScreen
from screens.messages import ShowEntry
from screens.services import Services
from screens.widgets.dialog import Pick
from screens.widgets.form.form_view import FormView
from screens.widgets.form.record_list import RecordList
from screens.widgets.page_view import PageView
from screens.widgets.title_bar import TitleBar
from screens.widgets.tree_walker import TreeWalker
from workbench.designs.design import SECTIONS
from workbench.designs.form import FormField
from workbench.designs.store import DesignFile
from workbench.findings import Finding
from workbench.handbook.tree import Tree
from workbench.handbook.walk import Walk
from workbench.lint.check import Check
from workbench.yaml_source import YamlPath

PAUSE = 0.4
"""Seconds without a change after which the design is checked again."""


class DesignScreen(WorkbenchScreen):
    """Every change goes into the draft at once; ``ctrl+s`` writes the file."""

    place = "design"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("design")
    CSS_PATH = "screen.tcss"

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.file: DesignFile = services.design
        self.open_path: YamlPath = ()
        """The document that is open; empty while only the outline is shown."""
        self.unfolded = ""
        self.findings: dict[YamlPath, list[Finding]] = {}
        self.field: FormField | None = None
        self._history = History(self.file)
        self._timer: Timer | None = None

    def content(self) -> list[Widget]:
        """Return outline, form, YAML, guide and findings."""
        return [
            Horizontal(
                Outline(),
                Horizontal(id="form-place"),
                YamlEditor(self.file),
                TreeWalker("Take this answer", id="guide"),
                PageView(id="panel"),
            ),
            Static(id="help", markup=False),
        ]

    def on_mount(self) -> None:
        """Show the sections, and begin to check."""
        self._show_outline()
        self.query_one(Outline).focus()
        self._check()

    async def on_screen_resume(self) -> None:
        """Show what was changed elsewhere."""
        await self.refresh_from_file()

    async def refresh_from_file(self) -> None:
        """Show the design again after it was changed elsewhere."""
        if dict(self.file.texts) != self._history.shown:
            self._history.note(None)
            await self._reopen()
            self._changed(None)
        self._show_status()

    def _show_outline(self, keep: str | None = None) -> None:
        outline = self.query_one(Outline)
        lines = presenter.outline(self.file, self.findings, self.unfolded)
        outline.show(lines, keep or outline.chosen)
        self._show_status()

    def _show_status(self) -> None:
        problems = len(self.file.problems)
        parts = [str(self.file.draft_problem)] if self.file.draft_problem else []
        parts += ["not saved"] if self.file.is_changed else []
        parts += [f"{problems} problem{'s' if problems > 1 else ''}"] if problems else []
        count = sum(len(each) for each in self.findings.values())
        parts += [f"{count} findings", self.file.path.name]
        self.query_one(TitleBar).status = ", ".join(parts)

    @on(OptionList.OptionSelected, "#outline")
    async def _choose(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        kind, _, rest = (event.option_id or "").partition(":")
        section, _, number = rest.partition(":")
        if kind == presenter.DOCUMENT:
            await self.open_document((section, int(number)))
        elif kind == presenter.ADD:
            await self._add(section)
        elif SECTIONS[section].many:
            self.unfolded = "" if self.unfolded == section else section
            self._show_outline(f"{presenter.SECTION}:{section}")
        else:
            await self.open_document((section,))

    @on(RecordList.Asked)
    async def _change_documents(self, message: RecordList.Asked) -> None:
        if not isinstance(message.records, Outline):
            return
        message.stop()
        kind, _, rest = (message.records.chosen or "").partition(":")
        section, _, written = rest.partition(":")
        if message.change == "add" and SECTIONS[section].many:
            await self._add(section)
        elif kind == presenter.DOCUMENT:
            target = change_document(self.file, section, int(written), message.change)
            self._changed(None)
            self._show_outline(f"{presenter.DOCUMENT}:{section}:{target}")

    async def _add(self, section: str) -> None:
        number = add_document(self.file, section)
        self.unfolded = section
        self._changed(None)
        await self.open_document((section, number))

    async def open_document(self, path: YamlPath, focus: YamlPath = ()) -> None:
        """Show the form of one document, with a field of it in focus."""
        self.open_path = path
        self.add_class("-open")
        place = self.query_one("#form-place")
        await place.remove_children()
        form = FormView(presenter.form_at(path), self.file, id="form")
        await place.mount(form)
        if focus:
            await form.go_to(focus)
        self._show_panel()

    async def _reopen(self) -> None:
        self._show_outline()
        path = self.open_path
        if path and self.file.value(path) is not None:
            field = self.field.path if self.field else ()
            await self.open_document(path, field)
        elif path:
            self._close()

    @on(FormView.Changed)
    def _form_changed(self) -> None:
        self._changed(self.field.path if self.field else None)

    def _changed(self, field: YamlPath | None) -> None:
        self._history.note(field)
        self._show_status()
        if self._timer:
            self._timer.stop()
        self._timer = self.set_timer(PAUSE, self._check)

    @on(FormView.FieldEntered)
    def _explain(self, message: FormView.FieldEntered) -> None:
        self.field = message.field
        help_ = field_help(message.field)
        if presenter.is_guided(message.field.path):
            help_ = help_.append("  ctrl+g: guide")
        self.query_one("#help", Static).update(help_)
        self.refresh_bindings()

    @work(thread=True, exclusive=True, exit_on_error=False, group="check")
    def _check(self) -> None:
        reviews = Check(self.services.handbook).design(self.file)
        self.post_message(Checked([each for file in reviews for each in file.findings]))

    @on(Checked)
    def _take_findings(self, message: Checked) -> None:
        self.findings = presenter.by_document(message.findings)
        self._show_outline()
        self._show_panel()

    def _show_panel(self) -> None:
        if not self.open_path:
            return
        path, handbook = self.open_path, self.services.handbook
        found = self.findings.get(path, [])
        pages = {ref: handbook.get(ref) for ref in presenter.pages_of(str(path[0]))}
        titles = {ref: page.title for ref, page in pages.items() if page}
        view = self.query_one(PageView)
        marked = view.block.id if view.block else ""
        view.show(lambda width: presenter.blocks(found, titles, width), marked)

    @on(PageView.Followed)
    async def _follow(self, message: PageView.Followed) -> None:
        kind, _, number = message.block.id.partition(":")
        if kind == "finding":
            finding = self.findings[self.open_path][int(number)]
            self.remove_class("-panel")
            await self.query_one(FormView).go_to(presenter.path_of(finding))
        elif message.block.links:
            self.post_message(ShowEntry(message.block.links[0]))

    def action_panel(self) -> None:
        """Go between the form and what the check says; on a narrow terminal one hides the other."""
        if not self.open_path:
            return
        if self.query_one(PageView).has_focus:
            self.remove_class("-panel")
            self.query_one(FormView).focus_field(self.field.path if self.field else ())
        else:
            self.add_class("-panel")
            self.query_one(PageView).focus()

    async def action_next_problem(self) -> None:
        """Go to the first field that cannot be read, else to the first finding."""
        findings = [each for found in self.findings.values() for each in found]
        broken = [each for each in findings if each.rule in presenter.READING]
        if not (broken or findings):
            self.notify("Nothing to mend")
            return
        finding = (broken or findings)[0]
        path = presenter.path_of(finding)
        many = SECTIONS[str(path[0])].many
        await self.open_document(path[:2] if many else path[:1], path)
        self.notify(finding.message, severity="warning")

    async def action_undo(self) -> None:
        """Take the last change back."""
        if not self._history.undo():
            self.notify("Nothing to take back")
            return
        await self._reopen()
        self._check()

    def action_yaml(self) -> None:
        """Show the same document as YAML, or the form again."""
        if self.has_class("-yaml"):
            self._leave_yaml()
            return
        self.add_class("-yaml")
        self.query_one(YamlEditor).open(self.open_path)

    @on(YamlEditor.Judged)
    def _yaml_judged(self, message: YamlEditor.Judged) -> None:
        self.query_one("#help", Static).update(Content(message.problem or "In step with the form"))
        if not message.problem:
            self._changed(("yaml",))

    def _leave_yaml(self) -> None:
        if not self.query_one(YamlEditor).is_in_step:
            self.notify("Not readable as YAML yet: mend it, or take it back with ctrl+z")
            return
        self.remove_class("-yaml")
        self.call_after_refresh(self._reopen)

    async def action_guide(self) -> None:
        """Decide the field in focus by the questions of its decision tree, or by figures."""
        figures = presenter.figures_for(self.field.path, self.file.design) if self.field else ""
        if isinstance(figures, str) and figures:
            self.query_one("#help", Static).update(Content(figures))
            return
        if figures:
            await self.app.push_screen(Pick("Size and number of partitions", list(figures)))
            return
        name = presenter.tree_for(self.field.path) if self.field else ""
        found = self.services.handbook.get(name) if name else None
        if found is None or not isinstance(found.page, Tree):
            self.notify("No guide for this field")
            return
        self.add_class("-guide")
        walker = self.query_one(TreeWalker)
        walker.start(Walk(found.page), {})

    @on(TreeWalker.EndChosen)
    async def _take_answer(self) -> None:
        walk = self.query_one(TreeWalker).walk
        assert self.field is not None
        assert walk is not None
        value = presenter.answer_of(walk.current.id)
        path = self.field.path
        checked = self.field.check(value)
        self.remove_class("-guide")
        if not checked.error:
            self.file.set(path, str(checked.value))
            self._changed(None)
        await self.open_document(self.open_path, path)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what makes sense for what is shown."""
        if action in {"panel", "yaml"}:
            return bool(self.open_path)
        if action == "guide":
            return bool(self.open_path and self.field and presenter.is_guided(self.field.path))
        return True

    async def action_back(self) -> None:
        """Leave guide, YAML, panel, record, document, screen: one at a time."""
        if self.has_class("-guide"):
            self.remove_class("-guide")
            self.query_one(FormView).focus_field(self.field.path if self.field else ())
        elif self.has_class("-yaml"):
            self._leave_yaml()
        elif self.query_one(PageView).has_focus:
            self.action_panel()
        elif self.open_path:
            if not await self.query_one(FormView).close_record():
                self._close()
        else:
            await super().action_back()

    def _close(self) -> None:
        section, *rest = self.open_path
        kind = presenter.DOCUMENT if rest else presenter.SECTION
        self.open_path, self.field = (), None
        self.remove_class("-open", "-panel", "-yaml", "-guide")
        self._show_outline(":".join([kind, str(section), *(str(each) for each in rest)]))
        self.query_one(Outline).focus()
