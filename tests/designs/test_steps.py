"""Steps lead from one state of a document to another, and clash only where both went."""

from hypothesis import given
from hypothesis import strategies as st

from workbench.designs.steps import Step, apply, clash, steps_between
from workbench.yaml_source import YamlValue

DATA = st.recursive(
    st.none() | st.sampled_from("ab"),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("xyz"), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(DATA, DATA)
def test_steps_lead_from_the_one_to_the_other(old: YamlValue, new: YamlValue) -> None:
    data = old
    for step in steps_between(old, new):
        data = apply(data, step)
    assert data == new


def test_equal_documents_need_no_steps() -> None:
    assert list(steps_between({"a": ["b"]}, {"a": ["b"]})) == []


def test_changes_clash_in_the_same_place_or_inside_it() -> None:
    mine = [Step("set", ("brief", "team"), "x")]
    assert clash(mine, [Step("set", ("brief", "budget"), 1)]) == []
    assert clash(mine, [Step("set", ("brief", "team"), "y")]) == [("brief", "team")]
    assert clash(mine, [Step("remove", ("brief",))]) == [("brief", "team")]


def test_a_list_that_grew_clashes_with_a_change_of_any_of_its_entries() -> None:
    mine = [Step("set", ("teams", 2, "name"), "x")]
    assert clash(mine, [Step("insert", ("teams", 0), "y")]) == [("teams", 2, "name")]
