"""Which kind of thing a method of Spark returns."""

from collections.abc import Callable

from workbench.sqlreview.spark import methods
from workbench.sqlreview.spark.steps import Kind, Step

_CONFIGURES = frozenset({"conf", "catalog", "udf", "streams", "version", "sparkContext", "stop"})


def result_kind(source: Step, name: str, *, called: bool) -> Kind | None:
    """Return what ``name`` of ``source`` yields; None if it is nothing of Spark."""
    answer = _ANSWERS.get(source.kind)
    return answer(name, called) if answer is not None else None


def _of_frame(name: str, called: bool) -> Kind | None:
    if not called:
        if name in {"write", "writeStream"}:
            return Kind.WRITER
        return Kind.RDD if name == "rdd" else Kind.FRAME if name == "na" else None
    if name in methods.ACTIONS:
        return Kind.ACTION
    if name in methods.GROUPS:
        return Kind.GROUPED
    if name == "writeTo":
        return Kind.WRITER
    return None if name in methods.NOT_FRAMES else Kind.FRAME


def _of_session(name: str, _called: bool) -> Kind | None:
    if name in {"read", "readStream"}:
        return Kind.READER
    if name in methods.FRAME_MAKERS:
        return Kind.FRAME
    if name in methods.RDD_MAKERS:
        return Kind.RDD
    if name == "register":
        return Kind.UDF
    return Kind.SESSION if name in _CONFIGURES or name == "newSession" else None


def _of_rdd(name: str, called: bool) -> Kind | None:
    if not called:
        return None
    if name in methods.RDD_ACTIONS:
        return Kind.ACTION
    return Kind.FRAME if name == "toDF" else Kind.RDD


def _of_reader(name: str, called: bool) -> Kind:
    return Kind.FRAME if name in methods.READS and called else Kind.READER


def _of_writer(name: str, called: bool) -> Kind:
    return Kind.ACTION if name in methods.SAVES and called else Kind.WRITER


def _of_grouped(name: str, _called: bool) -> Kind:
    return Kind.GROUPED if name == "pivot" else Kind.FRAME


def _of_builder(name: str, _called: bool) -> Kind:
    return Kind.SESSION if name in {"getOrCreate", "getActiveSession"} else Kind.BUILDER


def _of_window(_name: str, _called: bool) -> Kind:
    return Kind.WINDOW


_ANSWERS: dict[Kind, Callable[[str, bool], Kind | None]] = {
    Kind.BUILDER: _of_builder,
    Kind.FRAME: _of_frame,
    Kind.GROUPED: _of_grouped,
    Kind.RDD: _of_rdd,
    Kind.READER: _of_reader,
    Kind.SESSION: _of_session,
    Kind.WINDOW: _of_window,
    Kind.WRITER: _of_writer,
}
