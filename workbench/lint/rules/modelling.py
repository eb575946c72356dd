"""Rules about the dimensional model: grain, keys, measures and history."""

import re
from collections.abc import Iterator

from workbench.designs.contract import Contract
from workbench.designs.model import Additivity, Aggregation, DimensionType, ScdType
from workbench.designs.names import foreign_key, plain_name
from workbench.designs.pipeline import LoadStrategy
from workbench.designs.quality_check import CheckType
from workbench.findings import Confidence, Severity
from workbench.lint.landscape import Landscape, Placed
from workbench.lint.rule import Remark, cannot_tell, rule
from workbench.lint.rules.loading import unique_is_checked

_SUM = re.compile(r"\bsum\b|\btotal\b", re.IGNORECASE)
_CRITICAL = ("price", "status", "department", "salary", "segment", "region", "tier")
_HISTORY = ("valid_from", "valid_to", "is_current")
_HISTORY_ALSO = {
    "valid_from": {"valid_from", "effective_from", "start_date", "dbt_valid_from"},
    "valid_to": {"valid_to", "effective_to", "end_date", "dbt_valid_to"},
    "is_current": {"is_current", "current_flag", "is_active", "dbt_valid_to"},
}
_TYPES = (
    ("integer", ("int", "serial", "bigint", "smallint", "integer", "int64", "int4", "int8")),
    ("number", ("numeric", "decimal", "number", "bignumeric")),
    ("float", ("float", "double", "real", "float64")),
    ("text", ("text", "char", "varchar", "string", "nvarchar", "clob", "character varying")),
    ("boolean", ("bool", "boolean", "bit")),
    ("timestamp", ("timestamp", "timestamptz", "datetime")),
    ("date", ("date",)),
)


@rule(
    "grain-not-checked",
    concern="modelling",
    severity=Severity.ERROR,
    source="dimensional-model",
    why="If the grain does not hold, every sum over the table is wrong, and nobody sees it.",
    fix="Check that the columns of the grain are unique together.",
    fires=[
        """
        models:
          - fact_table: {name: fct_orders, grain: order, grain_columns: «[order_id]»}
        contracts:
          - name: fct_orders
            schema: [{column: order_id, type: BIGINT}]
        """
    ],
    quiet=[
        """
        models:
          - fact_table: {name: fact_orders, grain: order, grain_columns: [order_id]}
        quality_checks:
          - {name: key, type: uniqueness, table: fct_orders, params: {pk_column: order_id}}
        """,
        """
        models:
          - fact_table: {name: fct_orders, grain: order, grain_columns: [order_id]}
        tests:
          models:
            - name: fct_orders
              columns: [{name: order_id, data_tests: [unique, not_null]}]
        """,
    ],
)
def grain_not_checked(landscape: Landscape) -> Iterator[Remark]:
    """Nothing checks that one row stands for one thing, as the grain says."""
    for fact in landscape.facts:
        grain = fact.document.grain_columns
        name = fact.document.name
        if not grain:
            if fact.document.grain:
                yield cannot_tell(
                    fact.at("grain"), f"whether the grain of {name} is checked", "grain_columns"
                )
            continue
        if unique_is_checked(landscape, name, grain):
            continue
        if landscape.contract_of(name) or landscape.checks or landscape.design.tests:
            yield Remark(
                fact.at("grain_columns"),
                f"Nothing checks that {', '.join(grain)} is unique in {name}.",
            )
        else:
            yield cannot_tell(
                fact.at("grain_columns"), f"whether the grain of {name} is checked", "any check"
            )


@rule(
    "foreign-key-without-dimension",
    concern="modelling",
    severity=Severity.ERROR,
    source="dimensional-model",
    confidence=Confidence.LIKELY,
    why="A key that leads nowhere cannot be joined; rows vanish from reports, or are repeated.",
    fix="Add the dimension to the model, or name it behind an arrow: key -> dim_name.",
    fires=[
        """
        models:
          - fact_table:
              name: fct_orders
              grain: order
              foreign_keys: [customer_key, «promotion_key»]
            dimensions:
              - {name: dim_customers, surrogate_key: customer_key}
        """,
        """
        models:
          - fact_table: {name: fct_orders, grain: order, foreign_keys: [«buyer -> dim_people»]}
            dimensions:
              - {name: dim_customers, surrogate_key: customer_key}
        """,
    ],
    quiet=[
        """
        models:
          - fact_table:
              name: fct_orders
              grain: order
              foreign_keys: [customer_key, date_key, "buyer -> dim_customer", product_id]
            dimensions:
              - {name: dim_customers, surrogate_key: customer_key}
              - {name: dim_dates}
              - {name: dim_product}
        """,
        """
        models:
          - fact_table: {name: fct_orders, grain: order, foreign_keys: [customer_key]}
        """,
    ],
)
def foreign_key_without_dimension(landscape: Landscape) -> Iterator[Remark]:
    """A foreign key of a fact table leads to no dimension of the design."""
    if not landscape.dimensions:
        return
    keys = {
        key.strip().casefold()
        for each in landscape.dimensions
        for key in (each.document.surrogate_key, *each.document.natural_key.split(","))
    }
    for fact in landscape.facts:
        for number, written in enumerate(fact.document.foreign_keys):
            column, dimension = foreign_key(written)
            if dimension:
                found = landscape.dimension(dimension) is not None
            else:
                entity = re.sub(r"_(key|id|sk|fk)$", "", column.casefold())
                found = column.casefold() in keys or any(
                    landscape.dimension(f"dim_{name}") is not None
                    for name in (entity, f"{entity}s", re.sub("y$", "ies", entity))
                )
            if not found:
                yield Remark(
                    fact.at("foreign_keys", number),
                    f"{fact.document.name}.{column} leads to "
                    f"{dimension or 'a dimension'} that the design does not hold.",
                )


@rule(
    "foreign-key-not-checked",
    concern="modelling",
    severity=Severity.WARNING,
    source="quality-checks/referential",
    why="Facts without their dimension vanish from every report that joins it.",
    fix="Add a referential check, or a relationships test.",
    fires=[
        """
        models:
          - fact_table: {name: fct_orders, grain: order, foreign_keys: [«customer_key»]}
            dimensions: [{name: dim_customers, surrogate_key: customer_key}]
        quality_checks:
          - {name: key, type: uniqueness, table: fct_orders}
        """
    ],
    quiet=[
        """
        models:
          - fact_table: {name: fct_orders, grain: order, foreign_keys: [customer_key]}
            dimensions: [{name: dim_customers, surrogate_key: customer_key}]
        quality_checks:
          - name: customers
            type: referential
            table: fct_orders
            params: {fact_table: fct_orders, dim_table: dim_customers, fk: customer_key}
        """,
        """
        models:
          - fact_table: {name: fct_orders, grain: order, foreign_keys: [customer_key]}
        tests:
          models:
            - name: fct_orders
              columns:
                - name: customer_key
                  data_tests:
                    - relationships: {to: "ref('dim_customers')", field: customer_key}
        """,
    ],
)
def foreign_key_not_checked(landscape: Landscape) -> Iterator[Remark]:
    """Nothing checks that the values of a foreign key are found in the dimension."""
    tests = landscape.design.tests
    if not landscape.checks and not (tests and tests.models):
        return
    for fact in landscape.facts:
        name = fact.document.name
        checked = {
            check.document.params.fk.casefold()
            for check in landscape.checks
            if check.document.type is CheckType.REFERENTIAL
            and plain_name(name)
            in {plain_name(check.document.table), plain_name(check.document.params.fact_table)}
        }
        for model in tests.models if tests else ():
            if plain_name(model.name) == plain_name(name):
                checked |= {
                    column.name.casefold()
                    for column in model.columns
                    if any(each.test == "relationships" for each in column.data_tests)
                }
        for number, written in enumerate(fact.document.foreign_keys):
            column = foreign_key(written)[0]
            if column.casefold() not in checked:
                yield Remark(
                    fact.at("foreign_keys", number),
                    f"Nothing checks that {name}.{column} is found in its dimension.",
                )


@rule(
    "measure-summed-wrongly",
    concern="modelling",
    severity=Severity.ERROR,
    source="dimensional-model",
    why="The sum of a rate or of balances over days is a number that means nothing.",
    fix="Take an average or the last value, or store the parts that can be summed.",
    fires=[
        """
        models:
          - fact_table:
              name: fct_stock
              grain: product and day
              measures:
                - {name: stock_count, type: semi-additive, aggregation: «SUM»}
                - {name: margin_rate, type: non-additive, aggregation: «SUM»}
        """,
        """
        models:
          - fact_table:
              name: fct_stock
              grain: product and day
              measures: [{name: stock_count, type: semi-additive, aggregation: AVG}]
        pipelines:
          - name: sales
            extract: {source_datasets: [fct_stock]}
            transform:
              stages: [{name: aggregate, operations: [«sum of stock_count by month»]}]
        """,
    ],
    quiet=[
        """
        models:
          - fact_table:
              name: fct_orders
              grain: order
              measures:
                - {name: order_amount, type: additive, aggregation: SUM}
                - {name: margin_rate, type: non-additive, aggregation: AVG}
        """
    ],
)
def measure_summed_wrongly(landscape: Landscape) -> Iterator[Remark]:
    """A measure that cannot be summed is summed."""
    fragile: dict[str, Additivity] = {}
    for fact in landscape.facts:
        for number, measure in enumerate(fact.document.measures):
            if measure.type not in {Additivity.SEMI_ADDITIVE, Additivity.NON_ADDITIVE}:
                continue
            fragile[measure.name.casefold()] = measure.type
            if measure.aggregation is Aggregation.SUM:
                yield Remark(
                    fact.at("measures", number, "aggregation"),
                    f"{measure.name} is {measure.type} and summed.",
                )
    for pipeline in landscape.pipelines:
        for index, stage in enumerate(pipeline.document.transform.stages):
            for number, operation in enumerate(stage.operations):
                summed = next((name for name in fragile if name in operation.casefold()), "")
                if summed and _SUM.search(operation):
                    yield Remark(
                        pipeline.at("transform", "stages", index, "operations", number),
                        f"{summed} is {fragile[summed]}, and {pipeline.document.name} sums it.",
                    )


@rule(
    "history-columns-missing",
    concern="modelling",
    severity=Severity.ERROR,
    source="scd-types/type-2",
    why="Versions of a row can only be told apart by the time from which and until which they "
    "hold.",
    fix="Promise valid_from, valid_to and is_current in the contract.",
    fires=[
        """
        models:
          - dimensions: [{name: dim_customers, type: Type 2}]
        contracts:
          - name: dim_customers
            «schema»:
              - {column: customer_key, type: BIGINT}
              - {column: valid_from, type: timestamptz}
        """
    ],
    quiet=[
        """
        models:
          - dimensions: [{name: dim_customers, type: Type 2}]
        contracts:
          - name: dim_customer
            schema:
              - {column: customer_key, type: BIGINT}
              - {column: valid_from, type: timestamptz}
              - {column: valid_to, type: timestamptz}
              - {column: is_current, type: boolean}
        """,
        """
        models:
          - dimensions: [{name: dim_customers, type: Type 2}]
        contracts: [{name: dim_customers}]
        """,
    ],
)
def history_columns_missing(landscape: Landscape) -> Iterator[Remark]:
    """A dimension keeps its history, and its contract lacks the columns that say so."""
    for dimension in landscape.dimensions:
        if not _keeps_history(dimension.document.type):
            continue
        contract = landscape.contract_of(dimension.document.name)
        if contract is None or not contract.document.columns:
            continue
        columns = set(landscape.columns(dimension.document.name))
        missing = [name for name in _HISTORY if not _HISTORY_ALSO[name] & columns]
        if missing:
            yield Remark(
                contract.at("schema"),
                f"{dimension.document.name} keeps its history, but its contract lacks "
                f"{', '.join(missing)}.",
            )


def _keeps_history(type_: DimensionType | None) -> bool:
    return type_ in {DimensionType.TYPE_2, DimensionType.TYPE_6}


@rule(
    "history-overwritten",
    concern="modelling",
    severity=Severity.ERROR,
    source="scd-types/type-2",
    why="Each load throws away the versions that the dimension is there to keep.",
    fix="Load it by a merge that closes old versions (see scd2-load).",
    fires=[
        """
        models:
          - dimensions: [{name: dim_customers, type: Type 2}]
        pipelines:
          - name: customers
            load: {target_dataset: dim_customers, strategy: «truncate-reload»}
        """
    ],
    quiet=[
        """
        models:
          - dimensions:
              - {name: dim_customers, type: Type 2}
              - {name: dim_countries, type: Type 1}
        pipelines:
          - name: customers
            load: {target_dataset: dim_customers, strategy: merge, merge_keys: [customer_id]}
          - name: countries
            load: {target_dataset: dim_countries, strategy: truncate-reload}
        """
    ],
)
def history_overwritten(landscape: Landscape) -> Iterator[Remark]:
    """A dimension that keeps its history is emptied and filled anew."""
    for dimension in landscape.dimensions:
        if not _keeps_history(dimension.document.type):
            continue
        for pipeline in landscape.writers(dimension.document.name):
            if pipeline.document.load.strategy is LoadStrategy.TRUNCATE_RELOAD:
                yield Remark(
                    pipeline.at("load", "strategy"),
                    f"{pipeline.document.name} empties {dimension.document.name}, which keeps "
                    "its history.",
                )


@rule(
    "mixed-history-in-type-1",
    concern="modelling",
    severity=Severity.WARNING,
    source="scd-types/type-6",
    why="An attribute with history in a dimension that overwrites loses it; both together "
    "is a type of its own.",
    fix="Make the dimension Type 6 (or Type 2), or overwrite the attribute, too.",
    fires=[
        """
        models:
          - dimensions:
              - name: dim_customers
                type: Type 1
                attributes:
                  - {name: customer_email, scd_type: 1}
                  - {name: customer_segment, scd_type: «2»}
        """
    ],
    quiet=[
        """
        models:
          - dimensions:
              - name: dim_customers
                type: Type 6
                attributes:
                  - {name: customer_email, scd_type: 1}
                  - {name: customer_segment, scd_type: 2}
        """
    ],
)
def mixed_history_in_type_1(landscape: Landscape) -> Iterator[Remark]:
    """An attribute keeps its history in a dimension of type 1."""
    for dimension in landscape.dimensions:
        if dimension.document.type is not DimensionType.TYPE_1:
            continue
        for number, attribute in enumerate(dimension.document.attributes):
            if attribute.scd_type is ScdType.TYPE_2:
                yield Remark(
                    dimension.at("attributes", number, "scd_type"),
                    f"{attribute.name} keeps its history, {dimension.document.name} overwrites.",
                )


@rule(
    "critical-attribute-overwritten",
    concern="modelling",
    severity=Severity.WARNING,
    source="scd-types",
    confidence=Confidence.LIKELY,
    why="Prices, states and departments of the past are what reports about the past are asked "
    "for; once overwritten, they are gone.",
    fix="Keep its history (type 2), or write down why nobody will ask.",
    fires=[
        """
        models:
          - dimensions:
              - name: dim_products
                type: Type 2
                attributes: [{name: list_price, scd_type: «1»}]
        """
    ],
    quiet=[
        """
        models:
          - dimensions:
              - name: dim_products
                type: Type 6
                attributes:
                  - {name: list_price, scd_type: 2}
                  - {name: product_description, scd_type: 1}
        """
    ],
)
def critical_attribute_overwritten(landscape: Landscape) -> Iterator[Remark]:
    """A price, a status or a department is overwritten."""
    for dimension in landscape.dimensions:
        for number, attribute in enumerate(dimension.document.attributes):
            words = attribute.name.casefold().split("_")
            if attribute.scd_type is ScdType.TYPE_1 and any(w in words for w in _CRITICAL):
                yield Remark(
                    dimension.at("attributes", number, "scd_type"),
                    f"Old values of {attribute.name} are overwritten.",
                )


@rule(
    "measure-not-in-contract",
    concern="modelling",
    severity=Severity.ERROR,
    source="data-contract",
    why="Model and contract describe the same table; one of them is wrong, and readers build "
    "on either.",
    fix="Give the column the same name in both.",
    fires=[
        """
        models:
          - fact_table:
              name: fct_orders
              grain: order
              measures: [{name: «order_amount», type: additive}]
        contracts:
          - name: fct_orders
            schema: [{column: order_id, type: BIGINT}, {column: amount, type: NUMERIC}]
        """
    ],
    quiet=[
        """
        models:
          - fact_table:
              name: fct_orders
              grain: order
              measures: [{name: order_amount, type: additive}]
        contracts:
          - name: fct_orders
            schema: [{column: order_id, type: BIGINT}, {column: ORDER_AMOUNT, type: NUMERIC}]
        """,
        """
        models:
          - fact_table:
              name: fct_orders
              grain: order
              measures: [{name: order_amount, type: additive}]
        contracts: [{name: fct_orders}]
        """,
    ],
)
def measure_not_in_contract(landscape: Landscape) -> Iterator[Remark]:
    """The model has a column that the contract of the table does not know."""
    for fact in landscape.facts:
        contract = landscape.contract_of(fact.document.name)
        if contract is None or not contract.document.columns:
            continue
        promised = {column.column.casefold() for column in contract.document.columns}
        named = [
            *((m.name, ("measures", i, "name")) for i, m in enumerate(fact.document.measures)),
            *((n, ("grain_columns", i)) for i, n in enumerate(fact.document.grain_columns)),
            *(
                (foreign_key(n)[0], ("foreign_keys", i))
                for i, n in enumerate(fact.document.foreign_keys)
            ),
        ]
        seen: set[str] = set()
        for name, steps in named:
            if name and name.casefold() not in promised | seen:
                seen.add(name.casefold())
                yield Remark(
                    fact.at(*steps),
                    f"{name} is in the model of {fact.document.name} and not in its contract.",
                )


@rule(
    "types-differ",
    concern="modelling",
    severity=Severity.ERROR,
    source="data-contract",
    why="A join over columns of different types converts each row, misses indexes, or matches "
    "nothing.",
    fix="Give the key the same type in both contracts.",
    fires=[
        """
        contracts:
          - name: fct_orders
            schema: [{column: customer_id, type: BIGINT}]
          - name: dim_customers
            schema: [{column: customer_id, type: «VARCHAR(36)»}]
        """
    ],
    quiet=[
        """
        contracts:
          - name: fct_orders
            schema: [{column: customer_id, type: BIGINT}, {column: status, type: INT}]
          - name: dim_customers
            schema: [{column: customer_id, type: INT8}, {column: status, type: TEXT}]
        """
    ],
)
def types_differ(landscape: Landscape) -> Iterator[Remark]:
    """A key has different types in two contracts."""
    first: dict[str, tuple[str, str, str]] = {}
    for contract in landscape.contracts:
        for number, column in enumerate(contract.document.columns):
            name, kind = column.column.casefold(), _kind(column.type)
            if not name.endswith(("_id", "_key")) or not kind:
                continue
            table, other, written = first.setdefault(
                name, (contract.document.name, kind, column.type)
            )
            if other != kind and {other, kind} != {"integer", "number"}:
                yield Remark(
                    contract.at("schema", number, "type"),
                    f"{column.column} is a {column.type} in {contract.document.name} and a "
                    f"{written} in {table}.",
                )


def _kind(written: str) -> str:
    plain = re.sub(r"\(.*", "", written).casefold().strip()
    for kind, words in _TYPES:
        if plain in words or (kind == "timestamp" and plain.startswith("timestamp")):
            return kind
    return ""


@rule(
    "grain-not-stated",
    concern="modelling",
    severity=Severity.WARNING,
    source="dimensional-model",
    why="Nobody can add to a table, or count in it, without knowing what one row is.",
    fix="Say in one sentence what one row stands for.",
    fires=[
        """
        models:
          - fact_table:
              name: «fct_orders»
              measures: [{name: order_amount}]
        """
    ],
    quiet=[
        """
        models:
          - fact_table:
              name: fct_orders
              grain: order line
        """
    ],
)
def grain_not_stated(landscape: Landscape) -> Iterator[Remark]:
    """A fact table does not say what one row is."""
    for fact in landscape.facts:
        stated = fact.document
        if stated.name and not (stated.grain or stated.grain_statement or stated.grain_columns):
            yield Remark(fact.at("name"), f"{stated.name} does not say what one row is.")


@rule(
    "tenant-missing",
    concern="modelling",
    severity=Severity.ERROR,
    source="multi-tenant",
    confidence=Confidence.LIKELY,
    why="Where one table separates tenants and the next does not, their data meets in a join.",
    fix="Carry tenant_id through every table, and through its keys and partitions.",
    fires=[
        """
        contracts:
          - name: fct_orders
            schema: [{column: tenant_id, type: INT}, {column: order_id, type: BIGINT}]
          - name: «fct_payments»
            schema: [{column: payment_id, type: BIGINT}, {column: order_id, type: BIGINT}]
        """
    ],
    quiet=[
        """
        contracts:
          - name: fct_orders
            schema: [{column: tenant_id, type: INT}, {column: order_id, type: BIGINT}]
          - name: fct_payments
            schema: [{column: tenant_id, type: INT}, {column: payment_id, type: BIGINT}]
          - name: dim_dates
            schema: [{column: calendar_date, type: DATE}]
        """
    ],
)
def tenant_missing(landscape: Landscape) -> Iterator[Remark]:
    """One table has a column for the tenant, and a fact or staging table beside it has none."""
    with_tenant = [each for each in landscape.contracts if _has_tenant(landscape, each)]
    for contract in landscape.contracts:
        name = plain_name(contract.document.name)
        about_events = name.startswith(("fct_", "stg_", "raw_", "int_", "mrt_"))
        if not with_tenant or not about_events or not contract.document.columns:
            continue
        if not _has_tenant(landscape, contract):
            yield Remark(
                contract.at("name"),
                f"{contract.document.name} has no tenant_id, {with_tenant[0].document.name} has.",
            )


def _has_tenant(landscape: Landscape, contract: Placed[Contract]) -> bool:
    columns = landscape.columns(contract.document.name)
    return not {"tenant_id", "tenant", "tenant_key"}.isdisjoint(columns)


@rule(
    "tenant-not-in-key",
    concern="modelling",
    severity=Severity.ERROR,
    source="multi-tenant",
    why="Ids repeat between tenants: a merge by the id alone overwrites one tenant's rows "
    "with another's.",
    fix="Add the tenant to the merge keys and, with a date, to the partition.",
    fires=[
        """
        contracts:
          - name: fct_orders
            schema: [{column: tenant_id, type: INT}, {column: order_id, type: BIGINT}]
        pipelines:
          - name: orders
            load: {target_dataset: fct_orders, strategy: merge, merge_keys: «[order_id]»}
        """
    ],
    quiet=[
        """
        contracts:
          - name: fct_orders
            schema: [{column: tenant_id, type: INT}, {column: order_id, type: BIGINT}]
        pipelines:
          - name: orders
            load: {target_dataset: fct_orders, strategy: merge, merge_keys: [tenant_id, order_id]}
        """
    ],
)
def tenant_not_in_key(landscape: Landscape) -> Iterator[Remark]:
    """A table has a tenant that is not among the keys of its merge."""
    for pipeline in landscape.pipelines:
        load = pipeline.document.load
        columns = landscape.columns(load.target_dataset) if load.target_dataset else {}
        keys = {key.casefold() for key in load.merge_keys}
        if keys and "tenant_id" in columns and "tenant_id" not in keys:
            yield Remark(
                pipeline.at("load", "merge_keys"),
                f"{load.target_dataset} holds several tenants, and {pipeline.document.name} "
                f"merges by {', '.join(load.merge_keys)} alone.",
            )
