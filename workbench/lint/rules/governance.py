"""Rules about personal data, classification and retention."""

from collections.abc import Iterator

from workbench.designs.dataset import Classification, Dataset, DatasetTier
from workbench.designs.names import columns_of, plain_name
from workbench.designs.pipeline import ErrorStrategy
from workbench.findings import Confidence, Severity
from workbench.lint.landscape import Landscape, Placed
from workbench.lint.rule import Remark, cannot_tell, rule

_PROTECTS = ("hash", "tokeni", "mask", "pseudonym", "encrypt", "anonym", "redact", "drop ")
_DELETES = ("delet", "erasure", "forget", "gdpr", "right to", "dsar", "purge")


def personal_columns(landscape: Landscape, table: str) -> list[str]:
    """Return the columns of a table that are stated to be personal, in lower case."""
    found = {name for name, column in landscape.columns(table).items() if column.pii}
    dataset = landscape.dataset(table)
    if dataset is not None:
        found |= {name.casefold() for name in dataset.document.access.pii_columns}
    return sorted(found)


@rule(
    "personal-column-not-flagged",
    concern="governance",
    severity=Severity.ERROR,
    source="pii-rules/identify",
    confidence=Confidence.LIKELY,
    why="What is not flagged is neither masked nor deleted nor audited.",
    fix="Set pii: true, or silence this with the reason why it is no personal data.",
    fires=[
        """
        contracts:
          - name: dim_customers
            schema:
              - {column: customer_id, type: BIGINT}
              - {column: «customer_email», type: TEXT}
              - {column: «geburtsdatum», type: DATE}
              - {column: «visitor», type: INET}
        """
    ],
    quiet=[
        """
        contracts:
          - name: dim_customers
            schema:
              - {column: customer_email, type: TEXT, pii: true}
              - {column: email_verified_at, type: TIMESTAMPTZ}
              - {column: product_name, type: TEXT}
        """
    ],
)
def personal_column_not_flagged(landscape: Landscape) -> Iterator[Remark]:
    """A column looks like personal data by its name or type, and is not flagged as such."""
    for contract in landscape.contracts:
        for number, column in enumerate(contract.document.columns):
            kind = None if column.pii else landscape.personal.of_column(column.column, column.type)
            if kind is not None:
                yield Remark(
                    contract.at("schema", number, "column"),
                    f"{column.column} looks like personal data ({kind.title.lower()}) and is "
                    "not flagged.",
                )


@rule(
    "personal-columns-differ",
    concern="governance",
    severity=Severity.ERROR,
    source="catalogue-entry",
    why="Masking follows the one list, deletion the other; what is in one only is forgotten by "
    "half of the tools.",
    fix="Name the same columns in the contract and in the catalogue.",
    fires=[
        """
        contracts:
          - name: dim_customers
            schema:
              - {column: customer_email, type: TEXT, pii: true}
              - {column: customer_phone, type: TEXT, pii: true}
        datasets:
          - name: dim_customers
            access: {pii_columns: «[customer_email]»}
        """
    ],
    quiet=[
        """
        contracts:
          - name: dim_customers
            schema: [{column: customer_email, type: TEXT, pii: true}]
        datasets:
          - name: dim_customers
            access: {pii_columns: [CUSTOMER_EMAIL]}
        """
    ],
)
def personal_columns_differ(landscape: Landscape) -> Iterator[Remark]:
    """Contract and catalogue name different columns as personal."""
    for dataset in landscape.datasets:
        name = dataset.document.name
        contract = landscape.contract_of(name)
        if contract is None or not contract.document.columns:
            continue
        flagged = {each.column.casefold() for each in contract.document.columns if each.pii}
        listed = {each.casefold() for each in dataset.document.access.pii_columns}
        if flagged != listed:
            differing = ", ".join(sorted(flagged ^ listed))
            yield Remark(
                dataset.at("access", "pii_columns"),
                f"Contract and catalogue of {name} differ about {differing}.",
            )


@rule(
    "classification-too-low",
    concern="governance",
    severity=Severity.ERROR,
    source="data-classification",
    why="Access, masking and audit follow the classification: personal data below confidential "
    "is open to everybody who signs in.",
    fix="Classify it as confidential at least; national ids, cards and health as restricted.",
    fires=[
        """
        datasets:
          - name: dim_customers
            access: {classification: «internal», pii_columns: [customer_email]}
          - name: dim_patients
            access: {classification: «confidential», pii_columns: [ssn]}
        """
    ],
    quiet=[
        """
        datasets:
          - name: dim_customers
            access: {classification: confidential, pii_columns: [customer_email]}
          - name: dim_patients
            access: {classification: restricted, pii_columns: [ssn]}
          - name: dim_products
            access: {classification: public}
        """
    ],
)
def classification_too_low(landscape: Landscape) -> Iterator[Remark]:
    """A data set with personal data is classified below what it holds."""
    for dataset in landscape.datasets:
        stated = dataset.document.access.classification
        columns = personal_columns(landscape, dataset.document.name)
        if not columns:
            continue
        if stated is None:
            yield cannot_tell(
                dataset.path,
                f"whether {dataset.document.name} is protected enough",
                "its classification",
            )
            continue
        column, least = _most_sensitive(landscape, columns)
        if stated.level < least.level:
            yield Remark(
                dataset.at("access", "classification"),
                f"{dataset.document.name} is {stated} and holds {column}, which asks for {least}.",
            )


def _most_sensitive(landscape: Landscape, columns: list[str]) -> tuple[str, Classification]:
    graded = [
        (column, kind.least if kind else Classification.CONFIDENTIAL)
        for column in columns
        for kind in [landscape.personal.of_column(column)]
    ]
    return max(graded, key=lambda each: each[1].level)


@rule(
    "derived-classified-lower",
    concern="governance",
    severity=Severity.WARNING,
    source="data-classification",
    confidence=Confidence.LIKELY,
    why="Copying data into another table does not make it less sensitive.",
    fix="Classify it as its sources are, or say which step masks or aggregates.",
    fires=[
        """
        datasets:
          - {name: dim_customers, access: {classification: confidential}}
          - name: mrt_sales_customers
            lineage: {sources: [dim_customers], transformations: joined with orders}
            access: {classification: «internal»}
        """
    ],
    quiet=[
        """
        datasets:
          - {name: dim_customers, access: {classification: confidential}}
          - name: mrt_sales_daily
            lineage: {sources: [dim_customers], transformations: aggregated by day}
            access: {classification: internal}
          - name: mrt_sales_customers
            lineage: {sources: [dim_customers], transformations: names are masked}
            access: {classification: internal}
        """
    ],
)
def derived_classified_lower(landscape: Landscape) -> Iterator[Remark]:
    """A data set is classified lower than what it is made from, without masking."""
    for dataset in landscape.datasets:
        stated = dataset.document.access.classification
        if stated is None or _is_reduced(landscape, dataset):
            continue
        for name in sorted(landscape.lineage.sources(dataset.document.name)):
            source = landscape.dataset(name)
            above = source.document.access.classification if source else None
            if source is not None and above is not None and above.level > stated.level:
                yield Remark(
                    dataset.at("access", "classification"),
                    f"{dataset.document.name} is {stated}, but {source.document.name}, which it "
                    f"is made from, is {above}.",
                )


def _is_reduced(landscape: Landscape, dataset: Placed[Dataset]) -> bool:
    said = dataset.document.lineage.transformations.casefold()
    words = (*_PROTECTS, "aggregat", "rolled up", "count", "sum")
    return any(word in said for word in words) or _is_protected(landscape, dataset.document.name)


def _is_protected(landscape: Landscape, table: str) -> bool:
    """Tell whether a pipeline on the way to a table hashes, masks or drops something."""
    for pipeline in landscape.path_to(table):
        for stage in pipeline.document.transform.stages:
            if any(word in each.casefold() for each in stage.operations for word in _PROTECTS):
                return True
    return any(
        word in dataset.document.lineage.transformations.casefold()
        for name in (table, *landscape.lineage.upstream(table))
        for dataset in [landscape.dataset(name)]
        if dataset is not None
        for word in _PROTECTS
    )


@rule(
    "personal-data-unprotected",
    concern="governance",
    severity=Severity.ERROR,
    source="pii-rules/protect",
    why="In silver and gold tables personal data reaches everybody who analyses.",
    fix="Hash, tokenise or mask it in staging, or leave it out.",
    fires=[
        """
        datasets:
          - name: dim_customers
            tier: gold
            access: {pii_columns: «[customer_email]»}
        pipelines:
          - name: customers
            transform: {stages: [{name: clean, operations: [trim strings]}]}
            load: {target_dataset: dim_customers}
        """
    ],
    quiet=[
        """
        datasets:
          - name: dim_customers
            tier: gold
            access: {pii_columns: [customer_email]}
        pipelines:
          - name: customers
            transform: {stages: [{name: clean, operations: [hash customer_email with salt]}]}
            load: {target_dataset: dim_customers}
        """,
        """
        datasets:
          - name: raw_shop_customers
            tier: bronze
            access: {pii_columns: [customer_email]}
        """,
    ],
)
def personal_data_unprotected(landscape: Landscape) -> Iterator[Remark]:
    """Personal data reaches a silver or gold data set, and no step protects it."""
    for dataset in landscape.datasets:
        stated = dataset.document
        refined = stated.tier in {DatasetTier.SILVER, DatasetTier.GOLD}
        if not refined or not stated.access.pii_columns:
            continue
        columns = ", ".join(stated.access.pii_columns)
        if not landscape.path_to(stated.name) and not stated.lineage.transformations:
            yield cannot_tell(
                dataset.at("access", "pii_columns"),
                f"whether {columns} is protected in {stated.name}",
                "the pipeline that writes it",
            )
        elif not _is_protected(landscape, stated.name):
            yield Remark(
                dataset.at("access", "pii_columns"),
                f"No step on the way to {stated.name} hashes, tokenises or masks {columns}.",
            )


@rule(
    "no-way-to-delete",
    concern="governance",
    severity=Severity.ERROR,
    source="pii-rules/right-to-delete",
    why="A person may ask to be deleted, from every table that was ever derived.",
    fix="Add a pipeline that deletes by person, in the source and in all that comes from it.",
    fires=[
        """
        brief:
          project_name: Shop
          constraints: {compliance: [«GDPR»]}
        contracts:
          - name: dim_customers
            schema: [{column: customer_email, type: TEXT, pii: true}]
        pipelines: [{name: customers, load: {target_dataset: dim_customers}}]
        """
    ],
    quiet=[
        """
        brief:
          project_name: Shop
          constraints: {compliance: [GDPR]}
        contracts:
          - name: dim_customers
            schema: [{column: customer_email, type: TEXT, pii: true}]
        pipelines:
          - {name: customers, load: {target_dataset: dim_customers}}
          - {name: gdpr_deletion, load: {target_dataset: dim_customers}}
        """,
        """
        brief:
          project_name: Shop
          constraints: {compliance: [none]}
        contracts:
          - name: dim_customers
            schema: [{column: customer_email, type: TEXT, pii: true}]
        pipelines: [{name: customers}]
        """,
    ],
)
def no_way_to_delete(landscape: Landscape) -> Iterator[Remark]:
    """GDPR applies, there is personal data, and no pipeline deletes it."""
    brief = landscape.design.brief
    regulations = brief.constraints.compliance if brief else ()
    if "GDPR" not in regulations or not landscape.pipelines:
        return
    tables = _personal_tables(landscape)
    if tables and not _deleting(landscape):
        yield Remark(
            ("brief", "constraints", "compliance", regulations.index("GDPR")),
            f"GDPR applies and {', '.join(tables)} hold personal data; no pipeline deletes it.",
        )


def _personal_tables(landscape: Landscape) -> list[str]:
    documents = [each.document.name for each in landscape.contracts]
    documents += [each.document.name for each in landscape.datasets]
    by_name = {plain_name(name): name for name in reversed(documents)}
    return [name for name in reversed(by_name.values()) if personal_columns(landscape, name)]


def _deleting(landscape: Landscape) -> list[str]:
    """Return what pipelines that delete persons write, in plain names."""
    found: list[str] = []
    for pipeline in landscape.pipelines:
        stated = pipeline.document
        operations = " ".join(
            each for stage in stated.transform.stages for each in stage.operations
        )
        said = f"{stated.name} {operations}".casefold()
        if any(word in said for word in _DELETES):
            found.append(plain_name(stated.load.target_dataset))
            found += [plain_name(name) for name in stated.extract.source_datasets]
    return found


@rule(
    "deletion-misses-copies",
    concern="governance",
    severity=Severity.ERROR,
    source="pii-rules/right-to-delete",
    why="The person is deleted in one table and lives on in those derived from it.",
    fix="Let the deletion cover every table downstream that keeps personal columns.",
    fires=[
        """
        brief:
          project_name: Shop
          constraints: {compliance: [GDPR]}
        datasets:
          - name: dim_customers
            access: {pii_columns: [customer_email]}
            lineage: {downstream: [mrt_sales_customers]}
          - name: mrt_sales_customers
            access: {pii_columns: «[customer_email]»}
        pipelines:
          - {name: gdpr_deletion, load: {target_dataset: dim_customers}}
        """
    ],
    quiet=[
        """
        brief:
          project_name: Shop
          constraints: {compliance: [GDPR]}
        datasets:
          - name: dim_customers
            access: {pii_columns: [customer_email]}
            lineage: {downstream: [mrt_sales_daily]}
          - name: mrt_sales_daily
        pipelines:
          - {name: gdpr_deletion, load: {target_dataset: dim_customers}}
        """
    ],
)
def deletion_misses_copies(landscape: Landscape) -> Iterator[Remark]:
    """Persons are deleted in one data set and stay in another that is made from it."""
    covered = set(_deleting(landscape))
    if not covered:
        return
    for dataset in landscape.datasets:
        stated = dataset.document
        name = plain_name(stated.name)
        missed = name not in covered and stated.access.pii_columns
        if missed and landscape.lineage.upstream(name) & covered:
            yield Remark(
                dataset.at("access", "pii_columns"),
                f"The deletion of persons does not cover {stated.name}, which keeps "
                f"{', '.join(stated.access.pii_columns)}.",
            )


@rule(
    "restricted-without-controls",
    concern="governance",
    severity=Severity.ERROR,
    source="data-classification/restricted",
    why="Restricted data needs an end, a door and a record of who came in.",
    fix="State how long it is kept, how access is granted, and that access is logged.",
    fires=[
        """
        datasets:
          - name: fct_cards
            access: {classification: «restricted», access_request_process: ticket}
        """
    ],
    quiet=[
        """
        datasets:
          - name: fct_cards
            access:
              classification: restricted
              access_request_process: ticket to the owner; every access is logged
              retention_months: 12
        """
    ],
)
def restricted_without_controls(landscape: Landscape) -> Iterator[Remark]:
    """Restricted data without a retention or without a way to ask for access."""
    for dataset in landscape.datasets:
        stated = dataset.document
        if stated.access.classification is not Classification.RESTRICTED:
            continue
        contract = landscape.contract_of(stated.name)
        kept = stated.access.retention_months or (
            contract.document.retention_months if contract else 0
        )
        missing = [] if kept else ["a retention"]
        if not stated.access.access_request_process:
            missing.append("a way to ask for access")
        if missing:
            yield Remark(
                dataset.at("access", "classification"),
                f"{stated.name} is restricted, without {' and without '.join(missing)}.",
            )


@rule(
    "personal-data-as-key",
    concern="governance",
    severity=Severity.WARNING,
    source="pii-rules/minimize",
    why="Keys and partitions show up in paths, logs and query plans, where nothing masks them.",
    fix="Use a surrogate key or a hash instead.",
    fires=[
        """
        pipelines:
          - name: customers
            load: {strategy: merge, merge_keys: [«email»]}
        """,
        """
        contracts:
          - name: dim_visitors
            schema: [{column: visitor, type: TEXT, pii: true}]
        pipelines:
          - name: visitors
            load: {target_dataset: dim_visitors, clustering_keys: [«visitor»]}
        """,
    ],
    quiet=[
        """
        pipelines:
          - name: customers
            load: {strategy: merge, merge_keys: [customer_id], partition_key: created_date}
        """
    ],
)
def personal_data_as_key(landscape: Landscape) -> Iterator[Remark]:
    """Personal data is a merge, partition or clustering key."""
    for pipeline in landscape.pipelines:
        load = pipeline.document.load
        personal = set(personal_columns(landscape, load.target_dataset))
        keys = [
            *((name, ("merge_keys", number)) for number, name in enumerate(load.merge_keys)),
            *((name, ("clustering_keys", i)) for i, name in enumerate(load.clustering_keys)),
            *((name, ("partition_key",)) for name in columns_of(load.partition_key)),
        ]
        for name, steps in keys:
            kind = landscape.personal.of_column(name)
            if name.casefold() in personal or kind is not None:
                yield Remark(
                    pipeline.at("load", *steps),
                    f"{name} is personal data, and {pipeline.document.name} uses it as a key.",
                )


@rule(
    "personal-data-in-dead-letters",
    concern="governance",
    severity=Severity.WARNING,
    source="pii-rules/retain",
    confidence=Confidence.LIKELY,
    why="Rows that were put aside are kept by nobody's rule: unmasked, without an end, and left "
    "out when persons are deleted.",
    fix="Mask them there as well, and delete them after a few weeks.",
    fires=[
        """
        contracts:
          - name: dim_customers
            schema: [{column: email, type: TEXT, pii: true}]
        pipelines:
          - name: customers
            load: {target_dataset: dim_customers}
            error_handling: {strategy: «dead-letter»}
        """
    ],
    quiet=[
        """
        contracts:
          - name: fct_stock
            schema: [{column: stock_count, type: INT}]
        pipelines:
          - name: stock
            load: {target_dataset: fct_stock}
            error_handling: {strategy: dead-letter}
        """
    ],
)
def personal_data_in_dead_letters(landscape: Landscape) -> Iterator[Remark]:
    """Faulty rows with personal data are put aside."""
    for pipeline in landscape.pipelines:
        stated = pipeline.document
        if stated.error_handling.strategy is not ErrorStrategy.DEAD_LETTER:
            continue
        columns = personal_columns(landscape, stated.load.target_dataset)
        if columns and not _is_protected(landscape, stated.load.target_dataset):
            yield Remark(
                pipeline.at("error_handling", "strategy"),
                f"{stated.name} puts faulty rows aside, with {', '.join(columns)} in them.",
            )


@rule(
    "retention-differs",
    concern="governance",
    severity=Severity.WARNING,
    source="pii-rules/retain",
    why="The shorter one is a promise, the longer one is what happens.",
    fix="State one retention, and delete by it.",
    fires=[
        """
        contracts:
          - {name: fct_orders, retention_months: 24}
        pipelines:
          - {name: orders, load: {target_dataset: fct_orders, retention_months: «60»}}
        """,
        """
        contracts:
          - {name: fct_orders, retention_months: 24}
        datasets:
          - {name: fct_orders, access: {retention_months: «36»}}
        """,
    ],
    quiet=[
        """
        contracts:
          - {name: fct_orders, retention_months: 24}
        pipelines:
          - {name: orders, load: {target_dataset: fct_orders, retention_months: 24}}
        """
    ],
)
def retention_differs(landscape: Landscape) -> Iterator[Remark]:
    """Contract, catalogue and pipeline keep the same data for different times."""
    for contract in landscape.contracts:
        promised = contract.document.retention_months
        name = contract.document.name
        if not promised:
            continue
        for pipeline in landscape.writers(name):
            kept = pipeline.document.load.retention_months
            if kept and kept != promised:
                yield Remark(
                    pipeline.at("load", "retention_months"),
                    f"The contract of {name} says {promised} months, "
                    f"{pipeline.document.name} keeps {kept}.",
                )
        dataset = landscape.dataset(name)
        listed = dataset.document.access.retention_months if dataset else 0
        if dataset is not None and listed and listed != promised:
            yield Remark(
                dataset.at("access", "retention_months"),
                f"The contract of {name} says {promised} months, the catalogue {listed}.",
            )


@rule(
    "backfill-beyond-retention",
    concern="governance",
    severity=Severity.ERROR,
    source="pii-rules/retain",
    why="What was deleted because its time was over comes back.",
    fix="Begin the backfill where the retention begins.",
    fires=[
        """
        contracts:
          - {name: fct_orders, retention_months: 12}
        backfills:
          - name: orders
            scope:
              tables: [fct_orders]
              start_date: «2023-01-01»
              end_date: 2026-01-01
        """
    ],
    quiet=[
        """
        contracts:
          - {name: fct_orders, retention_months: 12}
        backfills:
          - name: orders
            scope: {tables: [fct_orders], start_date: 2025-06-01, end_date: 2026-01-01}
        """
    ],
)
def backfill_beyond_retention(landscape: Landscape) -> Iterator[Remark]:
    """A backfill brings back data that is older than the retention."""
    for number, backfill in enumerate(landscape.design.backfills):
        scope = backfill.scope
        if scope.start_date is None or scope.end_date is None:
            continue
        months = (scope.end_date - scope.start_date).days / 30.4
        for table in scope.tables:
            contract = landscape.contract_of(table)
            kept = contract.document.retention_months if contract else 0
            if kept and months > kept + 1:
                yield Remark(
                    ("backfills", number, "scope", "start_date"),
                    f"{backfill.name} reaches back {months:.0f} months; {table} is kept for "
                    f"{kept}.",
                )
