"""Documents of a library for tests and measurements: invented texts of office words, the same ones every time."""

import random
from collections.abc import Iterator

from yibiao.core.compiler import compile_source
from yibiao.core.serialise import to_dict
from yibiao.core.source import SourceText
from yibiao.hub.clock import now
from yibiao.hub.library.indexing import index, profile
from yibiao.hub.orgs.models import UnitRecord
from yibiao.hub.plans.models import DocumentRecord, PlanRecord

WORDS = (
    "科技 成果 转化 创新 平台 企业 高新技术 产业 建设 培育 推进 加快 实施 方案 工作 重点 任务 责任 单位 牵头 完成 年底 "
    "项目 资金 投资 引导 基金 人才 引进 服务 数据 中心 示范 基地 实验室 研发 机构 孵化 载体 园区 街道 社区 养老 托育 "
    "交通 道路 绿化 排水 治理 空气 水质 监测 考核 督查 调度 报送 签收 销号 增长 同比 目标 指标 规模 以上 工业 增加值 "
    "农业 粮食 乡村 振兴 文化 旅游 体育 教育 学校 学位 医院 床位 医疗 保障 就业 社保 住房 改造 老旧 小区 电梯 消防 安全"
).split()
MARKS = "，，，、、。。；"


def invented(seed: int, length: int = 3000) -> str:
    """Return a text of about so many characters; each has words that are rare in others."""
    draw = random.Random(seed)
    favourites = draw.sample(WORDS, 18)
    parts, size = [f"云汀市第{seed}号工作方案\n"], 0
    while size < length:
        word = draw.choice(favourites if draw.random() < 0.7 else WORDS)
        mark = draw.choice(MARKS) if draw.random() < 0.25 else ""
        parts.append(word + (f"{draw.randint(2, 900)}项" if draw.random() < 0.05 else "") + mark + ("\n" if mark == "。" else ""))
        size += len(parts[-1])
    return "".join(parts)


def kept(unit: UnitRecord, text: str, number: str = "", title: str = "", state: str = PlanRecord.PUBLISHED) -> DocumentRecord:
    """Keep a document with a plan in some state, and index it."""
    head = {"title": title or text.split("\n", 1)[0], "number": number, "at": now()}
    values = to_dict(compile_source(SourceText(f"{text}\n{number}")), with_text=True)
    values["document"]["number"] = number or None
    document = DocumentRecord.objects.create(name="文件.txt", unit=unit, state=DocumentRecord.COMPILED, **head)
    PlanRecord.objects.create(document=document, unit=unit, dispatching=unit, state=state, compiled=values, effective=values, **head)
    index(document, profile(values))
    return document


def library(unit: UnitRecord, count: int, length: int = 3000) -> Iterator[DocumentRecord]:
    """Make so many documents."""
    for seed in range(count):
        yield kept(unit, invented(seed, length), number=f"云政办〔{2015 + seed % 8}〕{seed + 1}号")
