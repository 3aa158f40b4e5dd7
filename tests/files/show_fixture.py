"""A small plan made by hand from a text of our own: nested, overlapping and repeated spans, an emoji before
them (code points beyond U+FFFF), crawl noise in front, all kinds of facts."""

from typing import Any

TEXT = """🙂 某某文库 下载 分享
浏览量: 12

江城政办〔2022〕7号
江城市人民政府办公室关于印发江城市夜间经济实施方案的通知
各区人民政府，市直各单位：
一、总体目标
到2022年底，夜间消费额达到1200亿元，力争新增夜间文旅集聚区1—2个。
二、主要任务
（一）点亮街区
1.打造示范街区。各区分别建成示范街区2条以上，改造门店约300家。建立区县结对机制。（牵头单位：市商务局；责任单位：市文旅局、各区人民政府，下同含开发区；数据提供单位：市统计局）
2.优化夜间交通。地铁延时至少30分钟。（责任单位：市交通局）
三、保障措施
每月一调度，每年考核一次。分解表附后。
江城市人民政府办公室
2022年2月1日
"""


def at(words: str, nth: int = 0, inside: tuple[int, int] | None = None) -> list[int]:
    """Return the span of the nth place of `words`, which must be there."""
    start = (inside or (0, 0))[0] - 1
    for _ in range(nth + 1):
        start = TEXT.index(words, start + 1)
    return [start, start + len(words)]


def unit(name: str, words: str, nth: int = 0, **more: Any) -> dict[str, Any]:
    return {"name": name, "text": words, "span": at(words, nth), "group": name.startswith("各"), **more}


def target(ident: str, words: str, subject: str, **fields: Any) -> dict[str, Any]:
    base = {
        "id": ident,
        "key": ident,
        "task": ident.rpartition("-")[0],
        "text": words,
        "span": at(words),
        "subject": subject,
        "comparator": "=",
        "low": None,
        "high": None,
        "unit": "",
        "change": "level",
        "direction": "up",
        "force": "binding",
        "owed_by": [],
        "each": False,
        "period": "2022",
        "per": None,
        "average": False,
        "baseline": None,
        "deadline": None,
    }
    return {**base, **fields}


def section(ident: str, number: str, title: str) -> dict[str, Any]:
    return {
        "id": ident,
        "level": ident.count(".") + 1,
        "number": number,
        "title": title,
        "span": at(number + title),
    }


def task(ident: str, number: str, title: str, line: str, clause: str, **fields: Any) -> dict[str, Any]:
    span = at(line)
    text = TEXT[span[0] : span[1]]
    base = {
        "id": ident,
        "key": ident,
        "section": "2.1",
        "number": number,
        "title": title,
        "text": text,
        "span": span,
        "clause": at(clause),
        "lead": [],
        "responsible": [],
        "cooperating": [],
        "data_providers": [],
        "deadline": None,
        "measures": [],
    }
    return {**base, **fields}


def line_of(start: str) -> str:
    return next(line for line in TEXT.split("\n") if line.startswith(start))


def plan() -> dict[str, Any]:
    """Return a fresh copy of the plan."""
    first, second = line_of("1.打造"), line_of("2.优化")
    return {
        "format": "yibiao-plan/1",
        "document": {
            "number": "江城政办〔2022〕7号",
            "title": "江城市人民政府办公室关于印发江城市夜间经济实施方案的通知",
            "plan_title": "江城市夜间经济实施方案",
            "issuer": "江城市人民政府办公室",
            "issuers": ["江城市人民政府办公室"],
            "date": "2022-02-01",
            "addressees": ["各区人民政府", "市直各单位"],
            "year": 2022,
            "years": [2022, 2022],
            "annexes": [{"title": "分解表", "present": False, "span": at("分解表")}],
            "source": {"name": "night.txt", "sha256": "0" * 64, "media_type": "text/plain"},
            "places": {"number": at("江城政办〔2022〕7号"), "date": at("2022年2月1日")},
        },
        "sections": [
            section("1", "一、", "总体目标"),
            section("2", "二、", "主要任务"),
            section("2.1", "（一）", "点亮街区"),
            section("3", "三、", "保障措施"),
        ],
        "tasks": [
            task(
                "2.1.1",
                "1.",
                "打造示范街区",
                first,
                "（牵头单位：市商务局；责任单位：市文旅局、各区人民政府，下同含开发区；数据提供单位：市统计局）",
                lead=[unit("市商务局", "市商务局")],
                responsible=[
                    unit("市文旅局", "市文旅局"),
                    unit("各区人民政府", "各区人民政府", 1, also=[at("含开发区")]),
                ],
                data_providers=[unit("市统计局", "市统计局")],
                measures=[
                    {
                        "text": "各区分别建成示范街区2条以上，改造门店约300家。",
                        "span": at("各区分别建成示范街区2条以上，改造门店约300家。"),
                        "units": [],
                    },
                    {"text": "建立区县结对机制。", "span": at("建立区县结对机制。"), "units": []},
                ],
            ),
            task(
                "2.1.2",
                "2.",
                "优化夜间交通",
                second,
                "（责任单位：市交通局）",
                responsible=[unit("市交通局", "市交通局")],
            ),
        ],
        "targets": [
            target(
                "1-t1",
                "夜间消费额达到1200亿元",
                "夜间消费额",
                comparator=">=",
                low=120000000000,
                unit="元",
                deadline="2022-12-31",
            ),
            target(
                "1-t2",
                "力争新增夜间文旅集聚区1—2个",
                "夜间文旅集聚区",
                comparator="range",
                low=1,
                high=2,
                unit="个",
                change="increment",
                force="stretch",
            ),
            target(
                "2.1.1-t1",
                "各区分别建成示范街区2条以上",
                "示范街区",
                comparator=">=",
                low=2,
                unit="条",
                each=True,
                owed_by=[unit("各区", "各区", 1)],
            ),
            target("2.1.1-t2", "改造门店约300家", "门店改造", comparator="~", low=300, high=300, unit="家"),
            target("2.1.2-t1", "地铁延时至少30分钟", "地铁延时", comparator=">=", low=30, unit="分钟"),
        ],
        "cadence": [
            {"every": "month", "activity": "调度", "due": None, "span": at("每月一调度")},
            {"every": "year", "activity": "考核", "due": None, "span": at("每年考核一次")},
        ],
        "definitions": [
            {
                "term": "各区人民政府",
                "includes": ["开发区"],
                "from": "2.1.1",
                "span": at("各区人民政府，下同含开发区"),
            }
        ],
        "findings": [
            {
                "code": "no-lead-unit",
                "severity": "warning",
                "message": "任务没有牵头单位。",
                "advice": "请明确一个牵头单位。",
                "task": "2.1.2",
                "span": at(second),
            },
            {
                "code": "annex-missing",
                "severity": "warning",
                "message": "没有找到附件“分解表”。",
                "task": None,
                "span": at("分解表附后"),
            },
            {
                "code": "conflicting-target",
                "severity": "error",
                "message": "两个数不能同时成立。",
                "task": "2.1.1",
                "span": at("改造门店约300家"),
                "also": [at("2条以上")],
            },
            {
                "code": "repaired-text",
                "severity": "info",
                "message": "已略去网页文字。",
                "task": None,
                "span": at("🙂 某某文库 下载 分享"),
            },
        ],
        "text": TEXT,
    }
