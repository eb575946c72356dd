"""Follows the DataFrames of a Python text through names, calls and branches. Nothing is run."""

import ast
from collections.abc import Iterable, Sequence

from workbench.sqlreview.spark import methods
from workbench.sqlreview.spark.evidence import Evidence
from workbench.sqlreview.spark.results import result_kind
from workbench.sqlreview.spark.steps import Kind, Step, Where, called_name, constant, dotted_name

Names = dict[str, Step | None]
Function = ast.FunctionDef | ast.AsyncFunctionDef
_LOOPS = (ast.For, ast.AsyncFor, ast.While)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp)
_ENDS = (ast.Return, ast.Raise, ast.Continue, ast.Break)


class StepReader:
    """Collects the steps of a program in the order in which they are written."""

    def __init__(self, tree: ast.Module) -> None:
        self.steps: list[Step] = []
        self.functions: dict[str, Function] = {}
        self.releases_all = False
        self._evidence = Evidence.of(tree)
        self._names: Names = {}
        self._other_objects: set[str] = set()
        self._where = Where()
        self._later: list[tuple[Function, Names]] = []
        self._block(tree.body)
        while self._later:
            self._function(*self._later.pop(0))

    def _function(self, node: Function, outer: Names) -> None:
        self._names = dict(outer)
        self._where = Where(id(node))
        for each in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs):
            self._names[each.arg] = self._parameter(each)
        self._block(node.body)

    def _parameter(self, argument: ast.arg) -> Step | None:
        annotation = argument.annotation
        spoken = constant(annotation) or (dotted_name(annotation) if annotation else "")
        last = str(spoken).rpartition(".")[2]
        node = ast.Name(argument.arg)
        if last in methods.BUILDERS or (argument.arg in methods.SESSIONS and not spoken):
            return Step(Kind.SESSION, "", node, self._where)
        if self._evidence.is_frame_type(str(spoken)) or (
            not spoken and self._evidence.is_frame_name(argument.arg)
        ):
            return Step(Kind.FRAME, "", node, self._where, given=True)
        return None

    def _block(self, body: Sequence[ast.stmt]) -> None:
        outside = self._where
        for statement in body:
            self._statement(statement)
            if isinstance(statement, ast.If) and _ends(statement.body):
                self._enter_arm(statement, 1)
        self._where = outside

    def _enter_arm(self, branch: ast.AST, arm: int) -> None:
        arms = (*self._where.arms, (id(branch), arm))
        self._where = Where(self._where.function, self._where.loops, arms)

    def _statement(self, node: ast.stmt) -> None:
        if isinstance(node, ast.Assign):
            self._assign(node.targets, node.value)
        elif isinstance(node, ast.AnnAssign):
            self._assign([node.target], node.value) if node.value else None
        elif isinstance(node, ast.AugAssign):
            self.value(node.value)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            self._define(node)
        elif isinstance(node, ast.If):
            self._branches(node)
        elif isinstance(node, ast.Try):
            self._tries(node)
        elif isinstance(node, _LOOPS):
            self._loop(node)
        elif isinstance(node, ast.Return):
            self._escape(self.value(node.value) if node.value else None)
        else:
            self._anything(node)

    def _define(self, node: Function) -> None:
        self.functions[node.name] = node
        made_by = {called_name(each) for each in node.decorator_list}
        is_udf = bool(made_by & methods.UDFS)
        self._names[node.name] = (
            self._add(Step(Kind.UDF, node.name, ast.Name(node.name), self._where))
            if is_udf
            else None
        )
        self._later.append((node, self._names))

    def _branches(self, node: ast.If) -> None:
        self.value(node.test)
        before, outside = dict(self._names), self._where
        self._enter_arm(node, 0)
        self._block(node.body)
        after = self._names
        self._names, self._where = before, outside
        self._enter_arm(node, 1)
        self._block(node.orelse)
        self._where = outside
        if not _ends(node.body):
            self._names |= {name: step for name, step in after.items() if step is not None}

    def _tries(self, node: ast.Try) -> None:
        outside = self._where
        self._enter_arm(node, 0)
        self._block([*node.body, *node.orelse])
        for handler in node.handlers:
            self._where = outside
            self._enter_arm(node, 1)
            self._block(handler.body)
        self._where = outside
        self._block(node.finalbody)

    def _loop(self, node: ast.For | ast.AsyncFor | ast.While) -> None:
        if isinstance(node, ast.While):
            self.value(node.test)
        else:
            self.value(node.iter)
            self._forget([node.target])
        outside = self._where
        self._where = Where(outside.function, (*outside.loops, id(node)), outside.arms)
        self._block(node.body)
        self._where = outside
        self._block(node.orelse)

    def _anything(self, node: ast.AST) -> None:
        """Read what stands below a node of any other kind."""
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                step = self.value(child)
                if not isinstance(node, ast.Expr):
                    self._escape(step)
            elif isinstance(child, ast.stmt):
                self._statement(child)
            else:
                self._anything(child)

    def _escape(self, step: Step | None) -> None:
        if step is not None and step.kind is Kind.FRAME:
            step.escapes = True

    def _assign(self, targets: Sequence[ast.expr], value: ast.expr) -> None:
        step = self.value(value)
        for target in targets:
            if isinstance(target, ast.Name):
                self._names[target.id] = self._bound(target, value, step)
            elif isinstance(target, ast.Tuple | ast.List):
                self._unpack(target.elts, step)
            else:
                self._escape(step)
                if name := dotted_name(target):
                    self._names[name] = step

    def _bound(self, target: ast.Name, value: ast.expr, step: Step | None) -> Step | None:
        made = step is None and isinstance(value, ast.Call | ast.Subscript)
        if step is None and called_name(value)[:1].isupper():
            self._other_objects.add(target.id)
            return None
        self._other_objects.discard(target.id)
        if made and self._evidence.is_frame_name(target.id):
            step = Step(Kind.FRAME, "", value, self._where, given=True)
        if step is not None and step.target is None:
            step.target = target
        return step

    def _unpack(self, targets: Sequence[ast.expr], step: Step | None) -> None:
        """Bind each of several names: parts of a frame that was split are frames."""
        self._forget(targets)
        if step is None or step.method != "randomSplit":
            return
        for target in targets:
            if isinstance(target, ast.Name):
                part = self._add(
                    Step(Kind.FRAME, step.method, step.node, self._where, source=step.source)
                )
                self._names[target.id] = self._bound(target, target, part)

    def _forget(self, targets: Iterable[ast.expr]) -> None:
        for target in targets:
            for node in ast.walk(target):
                if isinstance(node, ast.Name):
                    self._names[node.id] = None

    def value(self, node: ast.expr) -> Step | None:
        """Return what an expression makes, if it is a step of Spark; a chain is not recursive."""
        links: list[ast.Call | ast.Attribute] = []
        base = node
        while True:
            if isinstance(base, ast.Call) and isinstance(base.func, ast.Attribute):
                links.append(base)
                base = base.func.value
            elif isinstance(base, ast.Attribute):
                links.append(base)
                base = base.value
            else:
                break
        step = self._base(base)
        for link in reversed(links):
            step = self._link(link, step)
        return step

    def _base(self, node: ast.expr) -> Step | None:
        if isinstance(node, ast.Name):
            return self._named(node)
        if isinstance(node, ast.Call):
            return self._function_call(node)
        if isinstance(node, ast.NamedExpr):
            self._assign([node.target], node.value)
            return self._names.get(node.target.id)
        if isinstance(node, ast.IfExp):
            self.value(node.test)
            one, other = self.value(node.body), self.value(node.orelse)
            return one or other
        if isinstance(node, ast.Subscript):
            self.value(node.value)
            self._anything(node.slice)
            return None
        if isinstance(node, _COMPREHENSIONS):
            self._comprehension(node)
        elif isinstance(node, ast.Lambda):
            self._lambda(node)
        else:
            self._anything(node)
        return None

    def _comprehension(self, node: ast.expr) -> None:
        outside = self._where
        for child in getattr(node, "generators", ()):
            self.value(child.iter)
            self._forget([child.target])
        self._where = Where(outside.function, (*outside.loops, id(node)), outside.arms)
        for name in ("elt", "key", "value"):
            if isinstance(inner := getattr(node, name, None), ast.expr):
                self._escape(self.value(inner))
        self._where = outside

    def _lambda(self, node: ast.Lambda) -> None:
        names, outside = self._names, self._where
        self._names = dict(names)
        self._where = Where(id(node))
        for each in node.args.args:
            self._names[each.arg] = None
        self._escape(self.value(node.body))
        self._names, self._where = names, outside

    def _named(self, node: ast.Name) -> Step | None:
        if node.id in methods.BUILDERS:
            return Step(Kind.BUILDER, "", node, self._where)
        if node.id == "Window":
            return Step(Kind.WINDOW, "", node, self._where)
        step = self._names.get(node.id)
        if step is not None:
            return step
        if node.id in methods.SESSIONS:
            return Step(Kind.SESSION, "", node, self._where)
        if self._evidence.is_frame_name(node.id) and node.id not in self._other_objects:
            self._names[node.id] = step = Step(
                Kind.FRAME, "", node, self._where, target=node, given=True
            )
        return step

    def _frames_among(self, node: ast.Call) -> tuple[Step, ...]:
        found = []
        for argument in (*node.args, *(each.value for each in node.keywords)):
            step = self.value(argument)
            if step is not None and step.kind is Kind.FRAME:
                found.append(step)
        return tuple(found)

    def _function_call(self, node: ast.Call) -> Step | None:
        """Read a call of a plain name."""
        name = called_name(node)
        if not isinstance(node.func, ast.Name):
            self._anything(node)
            return None
        frames = self._frames_among(node)
        return self._made_by_function(name, node, frames)

    def _made_by_function(self, name: str, node: ast.Call, frames: tuple[Step, ...]) -> Step | None:
        if name in methods.UDFS:
            return self._add(Step(Kind.UDF, name, node, self._where))
        if name in methods.BUILDERS or name == "Window":
            kind = Kind.WINDOW if name == "Window" else Kind.SESSION
            return Step(kind, name, node, self._where)
        if frames and name in {"broadcast", "display"}:
            kind = Kind.FRAME if name == "broadcast" else Kind.ACTION
            return self._add(Step(kind, name, node, self._where, source=frames[0]))
        for frame in frames:
            frame.escapes = True
        function = self.functions.get(name)
        returns = function.returns if function is not None else None
        spoken = (constant(returns) or dotted_name(returns)) if returns is not None else ""
        if not self._evidence.is_frame_type(str(spoken)):
            return None
        return Step(Kind.FRAME, "", node, self._where, others=frames, given=True)

    def _link(self, node: ast.Call | ast.Attribute, source: Step | None) -> Step | None:
        """Return what a method or attribute of ``source`` makes."""
        attribute = node.func if isinstance(node, ast.Call) else node
        assert isinstance(attribute, ast.Attribute)
        name = attribute.attr
        frames = self._frames_among(node) if isinstance(node, ast.Call) else ()
        if source is None:
            source = self._known_by_method(attribute, node)
        if source is None:
            known = self._names.get(dotted_name(node)) if isinstance(node, ast.Attribute) else None
            if known is None and isinstance(node, ast.Attribute) and name in methods.SESSIONS:
                return Step(Kind.SESSION, "", node, self._where)
            return known or (
                self._made_by_function(name, node, frames) if isinstance(node, ast.Call) else None
            )
        if source.kind is Kind.FRAME and name in {*methods.CACHES, "unpersist"}:
            return self._cached(name, node, source)
        if name == "clearCache":
            self.releases_all = True
        kind = result_kind(source, name, called=isinstance(node, ast.Call))
        if kind is None:
            for frame in (*frames, *([source] if "View" in name or "Table" in name else [])):
                frame.escapes = True
            return None
        step = Step(kind, name, node, self._where, source=source, others=frames)
        step.kept = kind is Kind.FRAME and name in methods.CHECKPOINTS
        return self._add(step)

    def _known_by_method(
        self, attribute: ast.Attribute, node: ast.Call | ast.Attribute
    ) -> Step | None:
        """Return the frame that something must be, as only frames of Spark have the method."""
        called = isinstance(node, ast.Call)
        only = methods.SPARK_ONLY if called else methods.SPARK_ONLY_ATTRIBUTES
        if attribute.attr not in only or not self._evidence.is_spark:
            return None
        base = attribute.value
        if isinstance(base, ast.Name) and base.id in self._other_objects:
            return None
        if not called and not isinstance(base, ast.Name | ast.Call):
            return None
        if isinstance(base, ast.Name) and not called and not self._evidence.is_frame_name(base.id):
            return None
        step = Step(Kind.FRAME, "", base, self._where, given=True)
        if isinstance(base, ast.Name):
            step.target = base
            self._names[base.id] = step
        return step

    def _cached(self, name: str, node: ast.expr, source: Step) -> Step:
        if name == "unpersist":
            source.released = True
            return source
        source.kept = True
        self.steps.append(Step(Kind.FRAME, name, node, self._where, source=source))
        return source

    def _add(self, step: Step) -> Step:
        for each in (*((step.source,) if step.source else ()), *step.others):
            each.users.append(step)
        self.steps.append(step)
        return step


def _ends(body: Sequence[ast.stmt]) -> bool:
    return bool(body) and isinstance(body[-1], _ENDS)
