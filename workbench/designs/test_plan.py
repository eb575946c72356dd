"""The test plan: which layers of the pyramid are tested how, and the tests of dbt models."""

from typing import Annotated

from pydantic import model_validator

from workbench.designs.dbt_spelling import plain_data_test, plain_tested
from workbench.designs.document import Choice, Document, FieldHelp
from workbench.designs.field_types import Amount, FilledText, FreeYaml


class PyramidLayer(Choice):
    """A layer of the test pyramid."""

    UNIT = "unit", "single transformations"
    INTEGRATION = "integration", "sources can be reached and have the expected schema"
    CONTRACT = "contract", "schema and types have not changed"
    DATA_QUALITY = "data-quality", "the data itself is checked", "", "quality"
    E2E = "e2e", "the whole pipeline gives the expected result", "", "end-to-end"
    PERFORMANCE = "performance", "the runtime stays within the limit"


class PlannedTest(Document):
    """What is tested on one layer, for all or for some pipelines."""

    layer: Annotated[
        PyramidLayer | None, FieldHelp("Layer", "Layer of the pyramid.", "unit", required=True)
    ] = None
    covers: Annotated[
        tuple[FilledText, ...],
        FieldHelp(
            "Covers",
            "Pipelines, models or data sets; none named means all.",
            "orders_daily",
            entry="Name",
        ),
    ] = ()
    what: Annotated[
        str, FieldHelp("What", "What must hold.", "A cancelled order counts as nothing")
    ] = ""
    how: Annotated[str, FieldHelp("How", "By which means.", "dbt unit test")] = ""
    when: Annotated[str, FieldHelp("When", "How often it runs.", "every pull request")] = ""
    in_place: Annotated[bool | None, FieldHelp("In place", "Whether it runs already.", "yes")] = (
        None
    )


class DataTestKind(Choice):
    """A data test of dbt."""

    UNIQUE = "unique", "no value twice"
    NOT_NULL = "not_null", "always filled"
    RELATIONSHIPS = "relationships", "every value is found in another model"
    ACCEPTED_VALUES = "accepted_values", "values come from a list"
    ACCEPTED_RANGE = (
        *("dbt_utils.accepted_range", "values lie between two ends", "", "accepted_range"),
    )
    RECENCY = "dbt_utils.recency", "the newest row is young enough", "", "recency"
    UNIQUE_COMBINATION = (
        *("dbt_utils.unique_combination_of_columns", "no combination twice", ""),
        "unique_combination_of_columns",
    )


class DataTest(Document):
    """One data test. dbt's own way of writing it is read, too."""

    test: Annotated[
        str,
        FieldHelp(
            "Test",
            "Name of the test.",
            "not_null",
            suggestions=tuple(kind.value for kind in DataTestKind),
            required=True,
        ),
    ] = ""
    to: Annotated[
        str,
        FieldHelp("Model", "relationships: where values must be found.", "ref('dim_customers')"),
    ] = ""
    field: Annotated[
        str, FieldHelp("Field", "relationships, recency: the column there.", "customer_id")
    ] = ""
    min_value: Annotated[str, FieldHelp("Lowest", "accepted_range: lowest value.", "0")] = ""
    max_value: Annotated[str, FieldHelp("Highest", "accepted_range: highest value.", "1000000")] = (
        ""
    )
    values: Annotated[
        tuple[FilledText, ...],
        FieldHelp("Values", "accepted_values: all values allowed.", "shipped", entry="Value"),
    ] = ()
    datepart: Annotated[
        str,
        FieldHelp(
            "Unit", "recency: unit of the interval.", "day", suggestions=("hour", "day", "week")
        ),
    ] = ""
    interval: Annotated[Amount, FieldHelp("Interval", "recency: greatest age.", "2", "units")] = 0
    combination_of_columns: Annotated[
        tuple[FilledText, ...],
        FieldHelp("Columns", "unique_combination_of_columns: which.", "order_id", entry="Column"),
    ] = ()
    severity: Annotated[
        str,
        FieldHelp("Severity", "What a failure does.", "error", suggestions=("error", "warn")),
    ] = ""
    options: Annotated[
        FreeYaml, FieldHelp("Options", "Whatever else dbt should be told.", "{where: is_active}")
    ] = None

    @model_validator(mode="before")
    @classmethod
    def _read_dbt(cls, data: object) -> object:
        return plain_data_test(data, frozenset(cls.model_fields))


class Tested(Document):
    """Something that dbt tests."""

    @model_validator(mode="before")
    @classmethod
    def _read_dbt(cls, data: object) -> object:
        return plain_tested(data)


class ColumnTests(Tested):
    """The tests of one column."""

    name: Annotated[str, FieldHelp("Column", "Its name.", "order_id", required=True)] = ""
    data_tests: Annotated[
        tuple[DataTest, ...], FieldHelp("Tests", "Tests of this column.", entry="Test")
    ] = ()


class ModelTests(Tested):
    """The tests of one dbt model."""

    name: Annotated[str, FieldHelp("Model", "Its name.", "fct_orders", required=True)] = ""
    description: Annotated[str, FieldHelp("Description", "What it is.", "All orders")] = ""
    data_tests: Annotated[
        tuple[DataTest, ...],
        FieldHelp("Tests", "Tests of the model as a whole.", entry="Test"),
    ] = ()
    columns: Annotated[
        tuple[ColumnTests, ...], FieldHelp("Columns", "Tests by column.", entry="Column")
    ] = ()


class Given(Document):
    """The rows of one input of a unit test."""

    input: Annotated[
        str, FieldHelp("Input", "Model or source.", "ref('stg_shop__orders')", required=True)
    ] = ""
    rows: Annotated[
        FreeYaml, FieldHelp("Rows", "What it holds.", "[{order_id: 1, order_amount: 20}]")
    ] = None


class Expected(Document):
    """The rows that a model must return."""

    rows: Annotated[
        FreeYaml, FieldHelp("Rows", "In the columns that matter.", "[{order_id: 1}]")
    ] = None


class UnitTest(Document):
    """Fixed rows in, expected rows out."""

    name: Annotated[
        str,
        FieldHelp("Unit test", "What must hold, as a name.", "cancelled_is_zero", required=True),
    ] = ""
    model: Annotated[str, FieldHelp("Model", "The model under test.", "fct_orders")] = ""
    given: Annotated[
        tuple[Given, ...], FieldHelp("Given", "Rows for every input.", entry="Input")
    ] = ()
    expect: Annotated[Expected, FieldHelp("Expect", "What must come out.")] = Expected()


class TestPlan(Document):
    """All tests of a design."""

    plan: Annotated[
        tuple[PlannedTest, ...],
        FieldHelp("Plan", "Layer by layer, what is tested how and when.", entry="Layer"),
    ] = ()
    models: Annotated[
        tuple[ModelTests, ...],
        FieldHelp("dbt models", "The data tests of each model.", entry="Model"),
    ] = ()
    unit_tests: Annotated[
        tuple[UnitTest, ...], FieldHelp("Unit tests", "Of dbt models.", entry="Unit test")
    ] = ()
    version: Annotated[
        str, FieldHelp("Version", "Of dbt's own file format, where it is kept here.", "2")
    ] = ""
