"""The dashboard template and the table of metrics say the same."""

import yaml

from workbench.handbook.handbook import Handbook
from workbench.handbook.matrix import Matrix
from workbench.handbook.template import Template


def test_template_and_matrix_agree_on_all_eight_metrics() -> None:
    handbook = Handbook.load(kinds=frozenset({"template", "matrix"}))
    [part] = handbook.page("health-dashboard", Template).parts
    in_template = [
        (metric["metric"], metric["formula"], metric["target"], metric["alert_threshold"])
        for metric in yaml.safe_load(part.body)["dashboard"]["pipeline_metrics"]
    ]
    in_matrix = [
        (row.title, row.cells["formula"], row.cells["target"], row.cells["alert-threshold"])
        for row in handbook.page("pipeline-metrics", Matrix).rows
    ]
    assert in_template == in_matrix
    assert len(in_template) == 8
