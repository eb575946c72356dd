"""Rules about names."""

from collections.abc import Iterable, Iterator

from workbench.designs.dataset import DatasetTier
from workbench.designs.names import plain_name
from workbench.findings import Severity
from workbench.lint.landscape import Landscape
from workbench.lint.naming import is_snake_case
from workbench.lint.rule import Remark, rule
from workbench.yaml_source import YamlPath


@rule(
    "table-name-breaks-convention",
    concern="naming",
    severity=Severity.WARNING,
    source="naming-conventions",
    why="A name alone should say the layer and the kind; tools and people select by it.",
    fix="Rename it, or lay a pattern of your own over the convention ([check.naming]).",
    fires=[
        """
        models:
          - fact_table: {name: «orders», grain: order}
            dimensions: [{name: «customers»}]
        """,
        """
        datasets:
          - {name: «stg_stripe_payments»}
          - {name: «analytics.fact_orders»}
          - {name: «payments_dump», tier: bronze}
        """,
    ],
    quiet=[
        """
        models:
          - fact_table: {name: fct_orders, grain: order}
            dimensions: [{name: dim_customers}]
        datasets:
          - {name: stg_stripe__payments}
          - {name: raw_stripe_payments, tier: bronze}
          - {name: int_orders_pivoted}
          - {name: mrt_sales_daily}
          - {name: snp_inventory_daily}
          - {name: anything_else}
        """
    ],
)
def table_name_breaks_convention(landscape: Landscape) -> Iterator[Remark]:
    """The name of a table does not follow the convention for its kind."""
    seen: set[str] = set()
    for name, role, path in _tables(landscape):
        plain = name.rpartition(".")[2].casefold()
        if not name or plain in seen:
            continue
        seen.add(plain)
        wrong = landscape.names.table(name, role)
        if wrong is not None:
            yield Remark(path, f"{name} is not named as {wrong.title.lower()} are: {wrong.shape}.")


def _tables(landscape: Landscape) -> Iterable[tuple[str, str, YamlPath]]:
    for fact in landscape.facts:
        yield fact.document.name, "fact-tables", fact.at("name")
    for dimension in landscape.dimensions:
        yield dimension.document.name, "dimension-tables", dimension.at("name")
    for dataset in landscape.datasets:
        bronze = dataset.document.tier is DatasetTier.BRONZE
        yield dataset.document.name, "raw-tables" if bronze else "", dataset.at("name")
    for contract in landscape.contracts:
        yield contract.document.name, "", contract.at("name")
    for pipeline in landscape.pipelines:
        target = pipeline.document.load.target_dataset
        yield target, "", pipeline.at("load", "target_dataset")


@rule(
    "column-name-breaks-convention",
    concern="naming",
    severity=Severity.INFO,
    source="naming-conventions",
    why="A reader should know from the name whether a column is a moment, a day or a yes or no.",
    fix="Rename it in the next version of the contract.",
    fires=[
        """
        contracts:
          - name: fct_orders
            schema:
              - {column: «active», type: BOOLEAN}
              - {column: «created», type: TIMESTAMPTZ}
              - {column: «shipped_at», type: DATE}
              - {column: «num_items», type: INT}
              - {column: «orderId», type: BIGINT}
        """
    ],
    quiet=[
        """
        contracts:
          - name: dim_customers
            schema:
              - {column: is_active, type: BOOLEAN}
              - {column: created_at, type: timestamp with time zone}
              - {column: order_date, type: DATE}
              - {column: item_count, type: INT}
              - {column: valid_from, type: TIMESTAMPTZ}
              - {column: rate, type: "NUMERIC(5,2)"}
        """
    ],
)
def column_name_breaks_convention(landscape: Landscape) -> Iterator[Remark]:
    """The name of a column does not say what its type is, as the convention asks."""
    for contract in landscape.contracts:
        for number, column in enumerate(contract.document.columns):
            at = contract.at("schema", number, "column")
            wrong = landscape.names.column(column.column, column.type)
            if wrong is not None:
                yield Remark(
                    at,
                    f"{column.column} is {_article(column.type)}; such columns are called "
                    f"{wrong.shape}.",
                )
            elif column.column and not is_snake_case(column.column):
                yield Remark(at, f"{column.column} is not lower case with underscores.")


def _article(type_: str) -> str:
    return f"an {type_}" if type_[:1].casefold() in "aeiou" else f"a {type_}"


@rule(
    "name-spelt-differently",
    concern="naming",
    severity=Severity.WARNING,
    source="naming-conventions",
    why="People and scripts look for one of the spellings and find half of what belongs to it.",
    fix="Write it in one way everywhere.",
    fires=[
        """
        models:
          - fact_table: {name: fct_orders, grain: order}
        contracts: [{name: «fact_orders»}]
        pipelines:
          - {name: orders, load: {target_dataset: «FCT_ORDERS»}}
        """
    ],
    quiet=[
        """
        models:
          - fact_table: {name: fct_orders, grain: order}
        contracts: [{name: fct_orders}]
        pipelines:
          - {name: orders, load: {target_dataset: analytics.fct_orders}}
        """
    ],
)
def name_spelt_differently(landscape: Landscape) -> Iterator[Remark]:
    """One table is spelt in different ways in different documents."""
    first: dict[str, str] = {}
    for name, _, path in _tables(landscape):
        bare = name.rpartition(".")[2]
        if not bare:
            continue
        before = first.setdefault(plain_name(name), bare)
        if before != bare:
            yield Remark(path, f"{bare} is called {before} elsewhere in the design.")
