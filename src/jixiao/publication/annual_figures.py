"""The year's figures out of rounds, ledger and entered data; what does not tie is told and refused."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal

from jixiao.campaign.results import FormResult, Standing
from jixiao.campaign.round import Round
from jixiao.documents.annual_report import Figure, How, LedgerCounts, SourceRow, Untied, figure_named, untied
from jixiao.publication.annual_data import GRADES, ITEMS, KINDS, PARTS, WORK, Line, YearData
from jixiao.publication.rectified import Problem

TARGETS, MONITORING, SELF, KEY, REPAIR = "目标管理", "运行监控", "单位自评", "重点评价", "整改"
_STEP = {"F01": TARGETS, "F02": TARGETS, "F03": MONITORING, "F04": SELF, "F05": SELF}
_LIGHTS = "红黄绿蓝"
_PEOPLE, _PROJECTS, _MONEY, _POINTS = "个", "个", "万元", "分"
COUNT, MONEY, MEAN = "个数", "金额", "平均得分"
NOTICES, PROBLEMS, CLOSED = "通知份数", "问题数", "已销号"


# -- rounds ------------------------------------------------------------------------------------------------------------


def of_round(found: Round, standing: Standing) -> tuple[Figure, ...]:
    """Figures of a round: who reported, how many projects, money, lights, grades, average; of what counts only."""
    group = _STEP.get(found.form_code)
    if group is None:
        return ()
    told = found.name
    chosen = [(item, form) for item in standing.chosen for form in item.forms if form.form == found.form.title]
    units = {item.unit_code or item.unit_name or item.path: item for item, _ in chosen}
    names = (item.unit_name or short_path(item.path) for item in units.values())
    people = tuple(SourceRow(f"{told}·收件登记", name, Decimal(1)) for name in names)
    forms = [(f"{told}·{short_path(item.path)}!{form.sheet}", form) for item, form in chosen]
    figures = [
        Figure(group, "单位数", _PEOPLE, "count", f"{told}:报送了「{found.form.title}」的单位", people),
        _counted(group, "项目数", f"{told}:计入的表", forms),
        *_money(group, told, forms),
        *(_counted(group, f"{light}灯数", f"{told}:资金为{light}灯的表", [
            pair for pair in forms if pair[1].light == light]) for light in _LIGHTS if any(f.light for _, f in forms)),
        *_points(group, told, forms),
    ]  # fmt: skip
    if standing.missing:
        rows = tuple(SourceRow(f"{told}·名册", code, Decimal(1)) for code in standing.missing)
        figures.append(Figure(group, "未报单位数", _PEOPLE, "count", f"{told}:名册上没有报送的单位", rows))
    return tuple(figures)


def short_path(path: str) -> str:
    """A received file by its name and folder: enough to find it in the register, whose paths are whole."""
    return "/".join(path.replace("\\", "/").split("/")[-2:])


def _name(form: FormResult) -> str:
    return " ".join(text for text in (form.unit, form.project) if text)


def _counted(group: str, name: str, query: str, forms: Sequence[tuple[str, FormResult]]) -> Figure:
    rows = tuple(SourceRow(where, _name(form), Decimal(1)) for where, form in forms)
    return Figure(group, name, _PROJECTS, "count", query, rows)


def _money(group: str, told: str, forms: Sequence[tuple[str, FormResult]]) -> Iterator[Figure]:
    budget = tuple(SourceRow(where, _name(form), form.budget) for where, form in forms if form.budget is not None)
    spent = tuple(SourceRow(where, _name(form), form.executed) for where, form in forms if form.executed is not None)
    if budget:
        yield Figure(group, MONEY, _MONEY, "sum", f"{told}:各表全年预算数", budget)
    if spent:
        yield Figure(group, "执行金额", _MONEY, "sum", f"{told}:各表执行数", spent)
        both = tuple(
            SourceRow(where, _name(form), form.executed, form.budget)
            for where, form in forms
            if form.executed is not None and form.budget is not None
        )
        if both:
            yield Figure(group, "执行率", "%", "share", f"{told}:执行数÷全年预算数(两数都有的表)", both)


def _points(group: str, told: str, forms: Sequence[tuple[str, FormResult]]) -> Iterator[Figure]:
    scored = tuple(SourceRow(where, _name(form), form.due) for where, form in forms if form.due is not None)
    if scored:
        yield Figure(group, MEAN, _POINTS, "mean", f"{told}:各表计算得分的平均", scored)
    points = sorted(((form.due or Decimal(0), form.grade) for _, form in forms if form.grade), reverse=True)
    for grade in dict.fromkeys(grade for _, grade in points):  # the best first
        own = [pair for pair in forms if pair[1].grade == grade]
        yield _counted(group, f"{grade}个数", f"{told}:等级为{grade}的表", own)


# -- ledger ------------------------------------------------------------------------------------------------------------


def counts_of(problems: Sequence[Problem], issued: int | None = None) -> LedgerCounts:
    """The ledger's problems row by row, and their notices, each once, in the order of the ledger."""
    rows = [(SourceRow(one.where, f"{one.unit} {one.project} {one.text}", Decimal(1)), one) for one in problems]
    sent = {one.number: one for one in reversed(problems) if one.number}
    return LedgerCounts(
        notices=tuple(
            SourceRow(f"台账·{number}", f"{one.unit} {one.project}", Decimal(1))
            for number, one in reversed(sent.items())
        ),
        items=tuple(row for row, _ in rows),
        replied=tuple(row for row, one in rows if one.replied),
        closed=tuple(row for row, one in rows if one.closed),
        overdue=tuple(row for row, one in rows if one.overdue),
        issued=issued,
    )


def of_ledger(counts: LedgerCounts) -> tuple[Figure, ...]:
    """Notices, problems, answered, closed and overdue ones; a list kept by hand may not tell of notices."""
    span = f"({counts.issued}年下发的)" if counts.issued is not None else ""
    told = (
        (NOTICES, "份", "台账里的整改通知", counts.notices),
        (PROBLEMS, "个", "台账里的问题", counts.items),
        ("已回复", "个", "单位回复过的问题(含退回、销号)", counts.replied),
        (CLOSED, "个", "已销号的问题", counts.closed),
        ("逾期", "个", "到期没有改好的问题", counts.overdue),
    )
    known = [one for one in told if one[0] != NOTICES or counts.notices or not counts.items]
    return tuple(Figure(REPAIR, name, unit, "count", f"{query}{span}", rows) for name, unit, query, rows in known)


def rate_of(figures: Sequence[Figure]) -> tuple[Figure, ...]:
    """The rate of rectification (已销号÷问题数), where problems and closed ones are known; else nothing."""
    closed, every = figure_named(figures, REPAIR, CLOSED), figure_named(figures, REPAIR, PROBLEMS)
    if closed is None or every is None or not every.value:
        return ()
    rows = (SourceRow(f"{closed.query};{every.query}", "已销号÷问题数", closed.value, every.value),)
    return (Figure(REPAIR, "整改率", "%", "share", "已销号的问题÷全部问题", rows),)


# -- entered data ------------------------------------------------------------------------------------------------------


def of_data(data: YearData) -> tuple[Figure, ...]:
    """Figures of the entry workbook: each line of 工作数据, and what the lists of evaluated projects come to."""
    figures = []
    for line in data.of(WORK):
        number = line.number("数量")
        if number is not None and line.text("环节") and line.text("事项"):
            row = SourceRow(line.where, line.text("出处") or line.text("事项"), number)
            query = f"填报:{line.text('环节')}的{line.text('事项')}"
            figures.append(Figure(line.text("环节"), line.text("事项"), line.text("单位"), "sum", query, (row,)))
    return (*figures, *_of_items(data), *_of_kinds(data))


def _rows(lines: Sequence[Line], heading: str, name: str, weight: str = "") -> tuple[SourceRow, ...]:
    found = []
    for line in lines:
        number = line.number(heading)
        if number is not None:
            share = line.number(weight) if weight else None
            found.append(SourceRow(line.where, line.text(name), number, Decimal(1) if share is None else share))
    return tuple(found)


def _of_items(data: YearData) -> Iterator[Figure]:
    items = data.of(ITEMS)
    if items:
        ones = tuple(SourceRow(line.where, line.text("项目名称"), Decimal(1)) for line in items)
        yield Figure(KEY, COUNT, _PROJECTS, "count", "重点评价项目表的行数", ones)
        counts = _rows(items, "项目个数", "项目名称")
        if counts:
            yield Figure(KEY, "项目数", _PROJECTS, "sum", "重点评价项目表「项目个数」相加", counts)
        for heading, name, unit, how in (("金额(万元)", MONEY, _MONEY, "sum"), ("得分", MEAN, _POINTS, "mean")):
            if rows := _rows(items, heading, "项目名称"):
                yield Figure(KEY, name, unit, _how(how), f"重点评价项目表「{heading}」", rows)
        yield from _tallied(items, "类型", "类型为")
    yield from _of_grades(data)


def _how(name: str) -> How:
    return "mean" if name == "mean" else "sum"


def _tallied(items: Sequence[Line], heading: str, words: str) -> Iterator[Figure]:
    for kind in dict.fromkeys(line.text(heading) for line in items if line.text(heading)):
        own = (line for line in items if line.text(heading) == kind)
        rows = tuple(SourceRow(line.where, line.text("项目名称"), Decimal(1)) for line in own)
        yield Figure(KEY, kind, _PROJECTS, "count", f"重点评价项目表里{words}{kind}的行数", rows)


def _of_grades(data: YearData) -> Iterator[Figure]:
    """Grades as counted from the list, else as entered."""
    graded = [line for line in data.of(ITEMS) if line.text("等级")]
    if graded:
        for grade in dict.fromkeys(line.text("等级") for line in graded):
            own = (line for line in graded if line.text("等级") == grade)
            rows = tuple(SourceRow(line.where, line.text("项目名称"), Decimal(1)) for line in own)
            yield Figure(KEY, f"{grade}个数", _PROJECTS, "count", f"重点评价项目表里等级为{grade}的行数", rows)
        return
    for line in data.of(GRADES):
        number = line.number("个数")
        if number is not None:
            row = SourceRow(line.where, line.text("等级"), number)
            name = f"{line.text('等级')}个数"
            yield Figure(KEY, name, _PROJECTS, "sum", f"填报:等级为{line.text('等级')}的个数", (row,))


def _of_kinds(data: YearData) -> Iterator[Figure]:
    """Averages by kind, and over all kinds weighted by their numbers."""
    lines = [line for line in data.of(KINDS) if line.number("平均得分") is not None]
    for line in lines:
        rows = _rows((line,), "平均得分", "类别", "个数")
        yield Figure(KEY, f"{line.text('类别')}平均得分", _POINTS, "mean", f"填报:{line.text('类别')}的平均得分", rows)
    if lines and not any(line.number("得分") is not None for line in data.of(ITEMS)):
        rows = _rows(lines, "平均得分", "类别", "个数")
        yield Figure(KEY, MEAN, _POINTS, "mean", "各类平均得分按个数加权", rows)


# -- what must tie -----------------------------------------------------------------------------------------------------


def all_untied(data: YearData, figures: Sequence[Figure]) -> tuple[Untied, ...]:
    """Every stated total, breakdown and repeated figure that does not tie."""
    return (*_lists(data), *_breakdowns(data), *_parts(data), *_of_key(data, figures), *_twice(figures))


def _lists(data: YearData) -> Iterator[Untied]:
    """The 合计 line of each sheet over its lines."""
    for sheet, total in data.totals.items():
        for heading, stated in total.numbers.items():
            if heading not in ("得分", "平均得分"):
                parts = (line.number(heading) for line in data.of(sheet))
                yield from untied(total.where, f"「{heading}」合计", stated, parts)


def _breakdowns(data: YearData) -> Iterator[Untied]:
    """Lines of 工作数据 that belong to another one of the same step, by unit."""
    lines = data.of(WORK)
    for whole in lines:
        own = [
            line
            for line in lines
            if line.text("属于") == whole.text("事项") and line.text("环节") == whole.text("环节")
        ]
        parts = [line.number("数量") for line in own if line.text("单位") == whole.text("单位")]
        what = f"「{whole.text('环节')}·{whole.text('事项')}」(分项:{'、'.join(line.text('事项') for line in own)})"
        yield from untied(whole.where, what, whole.number("数量"), parts, whole.text("单位"))


def _parts(data: YearData) -> Iterator[Untied]:
    """分项明细 against the evaluated project that they are parts of."""
    for item in data.of(ITEMS):
        own = [line for line in data.of(PARTS) if line.text("所属项目") == item.text("项目名称")]
        for heading in ("项目个数", "金额(万元)"):
            parts = [line.number(heading) for line in own]
            what = f"「{item.text('项目名称')}」的{heading}(分项明细)"
            yield from untied(item.where, what, item.number(heading), parts)
    names = {item.text("项目名称") for item in data.of(ITEMS)}
    for line in data.of(PARTS):
        number = line.number("金额(万元)") or line.number("项目个数") or Decimal(0)
        if line.text("所属项目") not in names:
            what = f"分项「{line.text('分项')}」的所属项目「{line.text('所属项目')}」不在重点评价项目表,"
            yield Untied(line.where, what, number, Decimal(0))


def _of_key(data: YearData, figures: Sequence[Figure]) -> Iterator[Untied]:
    """Grades and kinds against the number of evaluated items."""
    every = figure_named(figures, KEY, COUNT)
    for sheet, heading, what in ((GRADES, "个数", "各等级个数"), (KINDS, "个数", "各类个数")):
        lines = data.of(sheet)
        if every is not None and lines:
            where = f"{every.rows[0].where}" if every.rows else sheet
            yield from untied(where, f"重点评价个数与{what}({sheet})", every.value, (x.number(heading) for x in lines))
    graded = [line for line in data.of(ITEMS) if line.text("等级")]
    for line in data.of(GRADES) if graded else ():
        count = sum(item.text("等级") == line.text("等级") for item in graded)
        yield from untied(line.where, f"等级{line.text('等级')}的个数", line.number("个数"), (Decimal(count),))


def _twice(figures: Sequence[Figure]) -> Iterator[Untied]:
    """One figure that two sources tell differently."""
    first: dict[tuple[str, str], Figure] = {}
    for figure in figures:
        known = first.setdefault((figure.group, figure.name), figure)
        if not _same(known, figure):
            where = figure.rows[0].where if figure.rows else figure.query
            what = f"「{figure.label}」({figure.query})与另一处({known.query})不一致,"
            yield Untied(where, what, figure.value, known.value, figure.unit)


def _same(known: Figure, figure: Figure) -> bool:
    """Whether two statements of a figure agree; a share or mean that was entered with fewer places, at those places."""
    if known.value == figure.value:
        return True
    places = figure.value.as_tuple().exponent
    derived = known.how in ("mean", "share") and isinstance(places, int)
    return derived and known.value.quantize(Decimal(1).scaleb(places), ROUND_HALF_UP) == figure.value  # type: ignore[arg-type]


def once(figures: Sequence[Figure]) -> tuple[Figure, ...]:
    """Each figure once, the first source of it."""
    return tuple({(one.group, one.name): one for one in reversed(figures)}.values())[::-1]
