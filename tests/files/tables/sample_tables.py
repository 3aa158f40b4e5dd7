"""Tables like those of an office, for tests and for pictures: forms with real columns, rows with real lengths."""

from decimal import Decimal

from yibiao.core.tables.values import Column, Form, HeadLine, TableRow, UnitTable

STATES = (
    "未到期",
    "未启动",
    "欠进度",
    "达进度",
    "超进度",
    "完成",
    "提前完成",
    "逾期完成",
    "长期坚持",
    "不宜量化",
)

DISPATCH = Form(
    id="dispatch",
    name="调度版",
    title="{unit}{period}工作调度表",
    paper="A3",
    columns=(
        Column("number", "序号", "number", 11, "center"),
        Column("item", "任务事项", "item", 62),
        Column("own", "本区目标", "own", 28),
        Column("planned", "序时目标", "planned", 20, "center"),
        Column("current", "本期完成", "blank", 18, "right", "number"),
        Column("total", "累计完成", "blank", 18, "right", "number"),
        Column("rate", "完成率（%）", "blank", 18, "right", "number"),
        Column("status", "进度状态", "blank", 22, "center", "list", STATES),
        Column("progress", "进展情况", "blank", 58, "left", "text"),
        Column("issues", "存在问题及需协调事项", "blank", 40, "left", "text"),
        Column("next", "下一步措施及时限", "blank", 40, "left", "text"),
        Column("evidence", "佐证编号", "blank", 20, "left", "text"),
        Column("verified", "牵头核验意见", "blank", 28, "left", "text"),
    ),
    head=("unit", "period", "cut_off", "version"),
    foot=("filled_by", "phone", "checked_by", "signed_by", "seal", "date"),
)

ISSUED = Form(
    id="issued",
    name="印发版",
    title="{unit}{year}年度目标任务表",
    paper="A4",
    columns=(
        Column("number", "序号", "number", 10, "center"),
        Column("item", "任务事项", "item", 58),
        Column("city", "年度目标", "city", 26),
        Column("own", "本区承担目标", "own", 28),
        Column("definition", "指标口径及数据来源", "definition", 34),
        Column("role", "职责", "role", 14, "center"),
        Column("lead", "市级牵头单位", "lead", 26),
        Column("here", "区级责任单位及责任人", "blank", 26, "left", "text"),
        Column("deadline", "完成时限", "deadline", 20, "center"),
        Column("clause", "依据条款", "clause", 21),
    ),
    head=("unit", "version"),
    foot=("filled_by", "phone", "checked_by", "signed_by", "seal", "date"),
)

FOOT = tuple(
    HeadLine(label) for label in ("填报人", "联系电话", "审核人", "单位负责人（签字）", "（盖章）", "日期")
)

ITEMS = [
    ("新增高新技术企业", "120家", "30家", "百企转高、百高引进、千企后备，建立高新技术企业培育库，对入库企业逐户明确服务专员，落实研发费用补助。"),
    ("建设科技创新园区（孵化器）", "30个以上", "2个", "以硚口区汉江湾为重点，盘活存量楼宇，新建专业化科技企业孵化器和众创空间，完善“众创空间—孵化器—加速器—园区”全链条培育体系。"),
    ("技术合同成交额", "1000亿元", "45.5亿元", "落实技术转移奖补政策，组织高校院所、企业开展技术合同登记；对技术合同登记机构按登记额给予奖励。"),
    ("举办科技成果转化对接活动", "各5场以上", "5场", "围绕光电子信息、生命健康、智能网联汽车（ICV）等领域分行业举办科技成果转化专场对接活动，每场对接活动签约项目不少于3个。"),
    ("人工智能应用场景", "20个", "1个", "面向交通、教育、医疗等领域发布应用场景清单。"),
    ("科技金融", "——", "——", "发挥科技金融风险资金池作用，鼓励银行设立科技支行，推广“科保贷”。"),
]  # fmt: skip
SECTIONS = ("（一）建设东湖科学城，打造创新之核", "（二）强化企业创新主体地位，培育高新技术企业集群")


def dispatch_table(rows: int = 12, unit: str = "硚口区", *, draft: bool = True) -> UnitTable:
    """A dispatch form of `rows` rows."""
    made = []
    for at in range(rows):
        subject, _, own, text = ITEMS[at % len(ITEMS)]
        cells = (at + 1, f"{subject}：{text}", own, Decimal("7.5") if at % 3 == 1 else 8 + at)
        section = SECTIONS[0] if at < rows / 3 else SECTIONS[1]
        made.append(TableRow(f"k{at:04d}", (*cells, *[None] * 9), section))
    return UnitTable(
        unit=f"unit-{unit}",
        unit_name=f"{unit}人民政府",
        form=DISPATCH,
        title=f"{unit}2021年4月工作调度表",
        subtitle="依据《武汉市2021年提升科技创新能力实施方案》（武政办〔2021〕26号）",
        head=(
            HeadLine("单位", f"{unit}人民政府"),
            HeadLine("报告期", "2021年4月"),
            HeadLine("数据截止日"),
            HeadLine("方案版本", "武政办〔2021〕26号　1f3c9a07"),
        ),
        rows=tuple(made),
        notes=(
            "序时目标为本期末应累计完成数，由分解方案的进度安排推算；标“滞后公布”的指标不按序时考核。",
            "方案于2021-03-28印发，自2021-04起调度；2021-01至2021-03完成数作为期初数一并计入累计完成。",
        ),
        foot=FOOT,
        draft=draft,
        file_name=f"{unit}-调度版",
        plan_version="武政办〔2021〕26号 1f3c9a07",
        plan_digest="1f3c9a07",
    )


def issued_table(rows: int = 12, unit: str = "硚口区") -> UnitTable:
    """An issued form of `rows` rows."""
    made = []
    for at in range(rows):
        subject, city, own, text = ITEMS[at % len(ITEMS)]
        definition = (
            "口径：净增数，以科技部火炬中心公告为准\n来源：市科技局\n认定时点：12月31日"
            if at % 2
            else "待牵头单位明确"
        )
        lead = "市科技局、武汉东湖新技术开发区管理委员会"
        cells = (
            at + 1,
            f"{subject}：{text}",
            city,
            own,
            definition,
            "责任",
            lead,
            None,
            "2021年12月底",
            f"二（二）{at + 1}",
        )
        made.append(TableRow(f"i{at:04d}", cells, SECTIONS[at % 2 if rows < 5 else int(at >= rows / 2)]))
    return dispatch_table(0, unit)._replace(
        form=ISSUED,
        title=f"{unit}2021年度目标任务表",
        head=(HeadLine("单位", f"{unit}人民政府"), HeadLine("方案版本", "武政办〔2021〕26号　1f3c9a07")),
        rows=tuple(made),
        draft=False,
        file_name=f"{unit}-印发版",
    )
