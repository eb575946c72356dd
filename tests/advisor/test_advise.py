"""Laws that hold for any brief."""

from functools import cache

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from workbench.advisor.advise import advise_with
from workbench.advisor.knowledge import ADVICE_KINDS, AdviceKnowledge
from workbench.designs.brief import Brief, CloudProvider, Latency, QueryPattern, SkillLevel, UseCase
from workbench.handbook.handbook import Handbook
from workbench.reports.advice import as_json
from workbench.reports.advice_text import as_markdown, as_text


@cache
def _knowledge() -> AdviceKnowledge:
    return AdviceKnowledge.of(Handbook.load(kinds=frozenset(ADVICE_KINDS)))


def _maybe(values: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.none() | values


WORDS = st.text(max_size=20) | st.sampled_from(
    ["Kafka", "PostgreSQL", "no data lake", "40 teams", "Snowflake {team_size}", "S3", "cron jobs"]
)
CONSUMER = st.fixed_dictionaries(
    {
        "team": WORDS,
        "use_case": _maybe(st.sampled_from(UseCase)),
        "latency_requirement": _maybe(st.sampled_from(Latency)),
        "query_pattern": _maybe(st.sampled_from(QueryPattern)),
    }
)
LISTED = st.lists(WORDS.filter(str.strip), max_size=3)
BRIEFS = st.builds(
    lambda **fields: Brief.model_validate({"project_name": "x", **fields}),
    business_context=WORDS,
    data_consumers=st.lists(CONSUMER, max_size=3),
    current_state=st.fixed_dictionaries(
        {
            "sources": LISTED,
            "storage": LISTED,
            "pain_points": LISTED,
            "data_volume": st.fixed_dictionaries(
                {
                    "current_gb_per_day": st.floats(0, 1e9),
                    "growth_rate_percent": st.floats(0, 1e9),
                    "retention_months": st.integers(0, 1000),
                }
            ),
        }
    ),
    constraints=st.fixed_dictionaries(
        {
            "budget_monthly_usd": st.floats(0, 1e9),
            "team_size": st.integers(0, 1000),
            "skill_level": _maybe(st.sampled_from(SkillLevel)),
            "cloud_provider": _maybe(st.sampled_from(CloudProvider)),
        }
    ),
)


@given(brief=BRIEFS)
@settings(max_examples=25, deadline=None, phases=[Phase.explicit, Phase.generate])
def test_any_brief_gets_complete_advice(brief: Brief) -> None:
    advice = advise_with(brief, _knowledge())
    assert len(advice.patterns) == 8
    assert sum(len(found) for found in advice.technologies.values()) == 19
    for verdict in (*advice.patterns, *(v for g in advice.technologies.values() for v in g)):
        assert 0 <= verdict.score <= 100
        assert not any("not known" in text for text in (*verdict.because, *verdict.against))
    as_json(advice)
    assert as_text(advice, 80)
    assert as_markdown(advice)
