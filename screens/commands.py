"""The one table of commands: keys, footer, help and palette all read it."""

from dataclasses import dataclass

from textual.binding import Binding, BindingType

EVERYWHERE = "everywhere"


@dataclass(frozen=True, slots=True)
class Command:
    """Something a person can make the application do.

    ``where`` is ``everywhere``, the id of a screen, or the id of a part (a kind of
    widget). ``keys`` are Textual's names; ``title`` is what the footer shows where
    ``footer`` is true. A ``priority`` key works even while text is being typed.
    The action that runs is the id without its place: ``brief-next-problem`` calls
    ``action_next_problem`` of the brief screen.
    """

    id: str
    title: str
    keys: tuple[str, ...]
    where: str
    help: str
    footer: bool = False
    priority: bool = False
    does: str = ""
    """The action, where the id does not name it."""

    @property
    def action(self) -> str:
        """Return the Textual action."""
        return self.does or self.id.removeprefix(f"{self.where}-").replace("-", "_")


@dataclass(frozen=True, slots=True)
class Place:
    """A screen or a part in which commands apply; only screens have a key."""

    id: str
    title: str
    key: str = ""


SCREENS = (
    Place("home", "Home", "f2"),
    Place("brief", "Brief", "f3"),
    Place("design", "Design", "f12"),
    Place("handbook", "Handbook", "f4"),
    Place("query", "Query", "f5"),
    Place("runbook", "Runbook", "f6"),
)
PARTS = (
    Place("list", "In a list"),
    Place("page", "In a text"),
    Place("form", "In a form"),
    Place("records", "In a list of records"),
    Place("choice", "On a choice"),
    Place("marks", "On a line of marks"),
    Place("walk", "In a decision tree"),
    Place("sql", "In the text of a query"),
    Place("folder", "In a folder of files"),
)
PLACES = {place.id: place for place in (Place(EVERYWHERE, "Everywhere"), *SCREENS, *PARTS)}

COMMANDS: tuple[Command, ...] = (
    Command(
        "list-cursor-down", "Down", ("j",), "list", "Go to the next line; the arrow keys do too."
    ),
    Command("list-cursor-up", "Up", ("k",), "list", "Go to the line before."),
    Command("list-first", "First", ("g",), "list", "Go to the first line; so does Home."),
    Command("list-last", "Last", ("G",), "list", "Go to the last line; so does End."),
    Command("list-select", "Open", ("enter",), "list", "Open the line.", footer=True),
    Command(
        "page-follow-links",
        "Links",
        ("enter",),
        "page",
        "Show where the marked entry leads and follow one of its links.",
        footer=True,
    ),
    Command(
        "page-next", "Next", ("j", "down"), "page", "Go on reading: down, or to the next entry."
    ),
    Command(
        "page-previous", "Previous", ("k", "up"), "page", "Go back: up, or to the entry before."
    ),
    Command("page-top", "Top", ("g", "home"), "page", "Go to the first entry."),
    Command("page-bottom", "End", ("G", "end"), "page", "Go to the last entry."),
    Command("form-next-field", "Next", ("down",), "form", "Go to the next field; so does Tab."),
    Command("form-previous-field", "Previous", ("up",), "form", "Go to the field before."),
    Command(
        "choice-next-value",
        "Change",
        ("right", "space"),
        "choice",
        "Take the next value.",
        footer=True,
    ),
    Command("choice-previous-value", "Change", ("left",), "choice", "Take the value before."),
    Command(
        "choice-list-values",
        "List",
        ("enter",),
        "choice",
        "List the values with what they mean.",
        footer=True,
    ),
    Command(
        "choice-clear",
        "Clear",
        ("backspace", "delete"),
        "choice",
        "Take the answer away.",
        footer=True,
    ),
    Command("marks-next-value", "Move", ("right",), "marks", "Go to the next value.", footer=True),
    Command("marks-previous-value", "Move", ("left",), "marks", "Go to the value before."),
    Command(
        "marks-mark",
        "Mark",
        ("space", "enter"),
        "marks",
        "Mark the value, or take its mark away.",
        footer=True,
    ),
    Command(
        "records-add", "Add", ("a",), "records", "Add a record behind the others.", footer=True
    ),
    Command(
        "records-duplicate",
        "Duplicate",
        ("d",),
        "records",
        "Add a copy of this record behind it.",
        footer=True,
    ),
    Command(
        "records-remove",
        "Remove",
        ("x", "delete"),
        "records",
        "Take this record away.",
        footer=True,
    ),
    Command("records-move-up", "Move up", ("K", "shift+up"), "records", "Move this record up."),
    Command(
        "records-move-down", "Move down", ("J", "shift+down"), "records", "Move this record down."
    ),
    Command(
        "walk-take-back",
        "Undo",
        ("backspace",),
        "walk",
        "Take back the last answer.",
        footer=True,
    ),
    Command("walk-read-on", "Read on", ("space",), "walk", "Scroll down in a long step."),
    Command("walk-read-back", "Read back", ("p",), "walk", "Scroll up in a long step."),
    Command(
        "walk-copy-command",
        "Copy command",
        ("x",),
        "walk",
        "Copy the command of this step, to run it in a terminal.",
    ),
    Command(
        "brief-show-advice",
        "Advice",
        ("ctrl+t",),
        "brief",
        "Go from the form to the advice, and back.",
        footer=True,
    ),
    Command(
        "brief-next-problem",
        "Problem",
        ("ctrl+n",),
        "brief",
        "Go to the field of the first problem.",
        footer=True,
    ),
    Command(
        "brief-decide",
        "Decide",
        ("t",),
        "brief",
        "Keep the marked pattern or technology as a decision of the design, with its reasons.",
        footer=True,
    ),
    Command("brief-copy", "Copy", ("c",), "brief", "Copy the marked piece of advice.", footer=True),
    Command(
        "design-panel",
        "Findings",
        ("ctrl+t",),
        "design",
        "Go from the form to what the check says of it, and back.",
        footer=True,
    ),
    Command(
        "design-guide",
        "Guide",
        ("ctrl+g",),
        "design",
        "Decide this field by the questions of its decision tree.",
        footer=True,
    ),
    Command(
        "design-yaml",
        "YAML",
        ("f7",),
        "design",
        "Show the same document as YAML, or as a form again.",
        footer=True,
        priority=True,
    ),
    Command(
        "design-next-problem",
        "Problem",
        ("ctrl+n",),
        "design",
        "Go to the first field with a problem or a finding.",
        footer=True,
    ),
    Command(
        "design-undo",
        "Undo",
        ("f8",),
        "design",
        "Take back the last change of the design.",
        footer=True,
    ),
    Command(
        "handbook-search",
        "Search",
        ("slash",),
        "handbook",
        "Search titles and texts of the whole handbook.",
        footer=True,
    ),
    Command(
        "handbook-copy",
        "Copy",
        ("c",),
        "handbook",
        "Copy the marked entry as text.",
        footer=True,
    ),
    Command(
        "handbook-walk",
        "Walk",
        ("w",),
        "handbook",
        "Walk this decision tree, question by question.",
        footer=True,
    ),
    Command(
        "handbook-next-page",
        "Next page",
        ("right_square_bracket",),
        "handbook",
        "Open the next page of the handbook.",
    ),
    Command(
        "handbook-previous-page",
        "Previous page",
        ("left_square_bracket",),
        "handbook",
        "Open the page before.",
    ),
    Command(
        "sql-findings",
        "Findings",
        ("tab",),
        "sql",
        "Go to the findings, where single letters are commands; Escape leads back.",
        footer=True,
    ),
    Command(
        "folder-fold",
        "Fold",
        ("left",),
        "folder",
        "Hide what is below this folder, or go to the folder that this is in.",
    ),
    Command("folder-unfold", "Unfold", ("right",), "folder", "Show what is below this folder."),
    Command("folder-again", "Again", ("a",), "folder", "Review the folder again.", footer=True),
    Command(
        "query-silence",
        "Silence",
        ("i",),
        "query",
        "Write a comment that silences the finding here (ignore), with your reason.",
        footer=True,
    ),
    Command(
        "query-copy",
        "Copy",
        ("c",),
        "query",
        "Copy the finding, or the report of the folder, as Markdown.",
        footer=True,
    ),
    Command("query-undo", "Undo", ("u",), "query", "Take back the last change of the text."),
    Command(
        "query-open", "File", ("ctrl+o",), "query", "Open a file of SQL, or a folder.", footer=True
    ),
    Command(
        "query-next-finding",
        "Next",
        ("ctrl+n", "f8"),
        "query",
        "Go to the next finding behind the cursor.",
        footer=True,
        does="go_beside(1)",
    ),
    Command(
        "query-previous-finding",
        "Previous",
        ("f7",),
        "query",
        "Go to the finding before the cursor.",
        does="go_beside(-1)",
    ),
    Command(
        "query-rule",
        "Rule",
        ("r",),
        "query",
        "List the findings of one rule, or of all again.",
        footer=True,
    ),
    Command(
        "query-severity",
        "Severity",
        ("s",),
        "query",
        "List all findings, errors only, warnings and worse, infos and worse, in turn.",
        footer=True,
    ),
    Command(
        "query-dialect",
        "Dialect",
        ("ctrl+l",),
        "query",
        "Choose the dialect that the SQL is read in.",
        footer=True,
    ),
    Command(
        "query-schema",
        "Schema",
        ("f10", "t"),
        "query",
        "Choose what describes the tables: DDL, a dbt manifest, CSV, Parquet or DuckDB.",
        footer=True,
    ),
    Command(
        "query-all",
        "All",
        ("ctrl+t",),
        "query",
        "Show also what the review leaves out as unsure or a mere hint, or leave it out again.",
        footer=True,
    ),
    Command(
        "query-handbook",
        "Handbook",
        ("h",),
        "query",
        "Read in the handbook what is behind the finding.",
    ),
    Command(
        "query-difference",
        "Changes",
        ("v",),
        "query",
        "Show what differs from the file on disk, before and after.",
    ),
    Command(
        "query-folder",
        "Folder",
        ("f",),
        "query",
        "Go between the folder under review and the text.",
    ),
    Command(
        "query-next-file",
        "Next file",
        ("right_square_bracket",),
        "query",
        "Open the next file of the folder in which something is listed.",
        does="open_beside(1)",
    ),
    Command(
        "query-previous-file",
        "Previous file",
        ("left_square_bracket",),
        "query",
        "Open the file before it.",
        does="open_beside(-1)",
    ),
    Command(
        "query-baseline",
        "Baseline",
        ("b",),
        "query",
        "Choose a file of known findings, which are left out then.",
    ),
    Command(
        "query-editor",
        "Editor",
        ("ctrl+g",),
        "query",
        "Edit the query in your own editor (VISUAL or EDITOR), and come back.",
    ),
    Command("query-new", "New query", ("ctrl+r",), "query", "Begin an empty query."),
    Command(
        "runbook-start",
        "Start walk",
        ("ctrl+r",),
        "runbook",
        "Walk the runbook from where the diagnosis leads.",
        footer=True,
    ),
    Command("runbook-open", "File", ("ctrl+o",), "runbook", "Open a log of any size.", footer=True),
    Command(
        "runbook-incident",
        "Incident",
        ("i", "ctrl+l"),
        "runbook",
        "Severity, facts, messages, links and further entries of this incident.",
        footer=True,
    ),
    Command(
        "runbook-note",
        "Note",
        ("n", "ctrl+n"),
        "runbook",
        "Note something, with its time, at any point of the walk.",
        footer=True,
    ),
    Command(
        "runbook-timeline",
        "Timeline",
        ("t", "ctrl+t"),
        "runbook",
        "Go between the walk and its timeline; Enter on an entry corrects it.",
        footer=True,
    ),
    Command(
        "runbook-incidents",
        "All incidents",
        ("f7",),
        "runbook",
        "List the incidents, open and closed, and open one.",
        footer=True,
    ),
    Command(
        "runbook-recover",
        "Disaster",
        (),
        "runbook",
        "Walk through the recovery from a disaster.",
        does="walk_tree('recover')",
    ),
    Command(
        "runbook-change",
        "Schema change",
        (),
        "runbook",
        "Walk through a change of a source's schema.",
        does="walk_tree('handle-schema-change')",
    ),
    Command(
        "runbook-compare",
        "Compare schemas",
        (),
        "runbook",
        "Compare two schemas and say what each difference means.",
    ),
    Command(
        "runbook-copy",
        "Copy",
        ("c",),
        "runbook",
        "Copy the diagnosis, or the report of the incident as it stands.",
        footer=True,
    ),
    Command("runbook-new", "New triage", (), "runbook", "Begin with an empty log."),
    Command(
        "runbook-set-aside",
        "Set aside",
        (),
        "runbook",
        "Put the walk away without finishing it; its journal stays.",
    ),
    *(
        Command(
            f"go-{screen.id}",
            screen.title,
            (screen.key,),
            EVERYWHERE,
            f"Go to the screen {screen.title}.",
            does=f"go({screen.id!r})",
        )
        for screen in SCREENS
    ),
    Command("back", "Back", ("escape",), EVERYWHERE, "Go back one step.", footer=True),
    Command(
        "save",
        "Save",
        ("ctrl+s",),
        EVERYWHERE,
        "Save the design, or the query on the query screen, to its file.",
        priority=True,
    ),
    Command(
        "help",
        "Help",
        ("question_mark", "f1"),
        EVERYWHERE,
        "Show the keys that work here.",
        footer=True,
    ),
    Command(
        "palette",
        "Commands",
        ("ctrl+p", "colon"),
        EVERYWHERE,
        "List all commands and run one.",
        footer=True,
    ),
    Command(
        "edit-design",
        "Edit file",
        ("f9",),
        EVERYWHERE,
        "Open the file of the design in your own editor.",
    ),
    Command(
        "switch-theme",
        "Theme",
        (),
        EVERYWHERE,
        "Change the colours: dark, light, or those of the terminal.",
    ),
    Command(
        "quit",
        "Quit",
        ("ctrl+q",),
        EVERYWHERE,
        "Save and leave the workbench.",
        footer=True,
        priority=True,
    ),
)

BY_ID = {command.id: command for command in COMMANDS}


def bindings_of(place: str) -> list[BindingType]:
    """Return the key bindings of one screen or part, for its ``BINDINGS``."""
    return [
        Binding(
            ",".join(command.keys),
            command.action,
            command.title,
            show=command.footer,
            priority=command.priority,
            id=command.id,
        )
        for command in COMMANDS
        if command.where == place and command.keys
    ]
