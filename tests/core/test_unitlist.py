"""Lists of units: what is carried along, what is one name, what is none. The list is the test."""

import pytest

from yibiao.core.unitlist import split_units

# The list as written, and the units it names ("written" where name and text are the same, else "text=name").
LISTS = [
    # levels carried forward
    ("市发改委、国土房管局、规划局", "市发改委 国土房管局=市国土房管局 规划局=市规划局"),
    ("市经贸委、国土房管局、黄埔区政府、南沙区政府", "市经贸委 国土房管局=市国土房管局 黄埔区政府 南沙区政府"),
    ("省发展改革委、财政厅、教育厅", "省发展改革委 财政厅=省财政厅 教育厅=省教育厅"),
    ("省委宣传部、文化和旅游厅", "省委宣传部 文化和旅游厅=省文化和旅游厅"),
    ("市委组织部、宣传部、统战部", "市委组织部 宣传部=市委宣传部 统战部=市委统战部"),
    ("区城管局、住建局", "区城管局 住建局=区住建局"),
    ("县农业农村局、水利局，各乡镇人民政府", "县农业农村局 水利局=县水利局 各乡镇人民政府"),
    # no level before: names of national departments stay
    ("发展改革委、财政部、农业农村部", "发展改革委 财政部 农业农村部"),
    # 市 that is part of the name
    ("省市场监管局、市场监管局", "省市场监管局 市场监管局=省市场监管局"),
    ("市市场监管局、市财政局", "市市场监管局 市财政局"),
    ("市南区人民政府、市北区人民政府", "市南区人民政府 市北区人民政府"),
    # ends carried back
    ("洪山区、江夏区人民政府", "洪山区=洪山区人民政府 江夏区人民政府"),
    ("武昌区、汉阳区、青山区人民政府", "武昌区=武昌区人民政府 汉阳区=汉阳区人民政府 青山区人民政府"),
    ("洪山区，江夏区人民政府", "洪山区 江夏区人民政府"),
    ("东湖开发区、车谷开发区管委会", "东湖开发区=东湖开发区管委会 车谷开发区管委会"),
    ("东山街道、西河街道办事处", "东山街道=东山街道办事处 西河街道办事处"),
    ("东山镇、西河街道办事处", "东山镇 西河街道办事处"),
    ("东山镇、西河街道党工委", "东山镇 西河街道党工委"),
    ("东山镇、西河镇人民政府", "东山镇=东山镇人民政府 西河镇人民政府"),
    ("市科技局、洪山区人民政府", "市科技局 洪山区人民政府"),
    # classes
    ("市科协，各区、县级市", "市科协 各区、县级市"),
    ("各县、区人民政府", "各县、区人民政府"),
    ("各县（市、区）人民政府", "各县（市、区）人民政府"),
    ("各区人民政府、市直有关部门", "各区人民政府 市直有关部门"),
    ("各有关区、县级市", "各有关区、县级市"),
    # 和, 及, 与
    ("市人力资源和社会保障局、市文化和旅游局", "市人力资源和社会保障局 市文化和旅游局"),
    ("市农科院、实验室与设备管理处、保卫处", "市农科院 实验室与设备管理处 保卫处"),
    ("各乡镇党委和人民政府，县直各部门", "各乡镇党委和人民政府 县直各部门"),
    ("市科技局和市财政局", "市科技局 市财政局"),
    ("市自然资源和规划局及有关专班单位", "市自然资源和规划局 有关专班单位"),
    ("市教育局、市科技局以及市财政局", "市教育局 市科技局 市财政局"),
    ("市卫生和计划生育委员会", "市卫生和计划生育委员会"),
    # 等
    ("市科技局、市财政局等", "市科技局 市财政局"),
    ("市科技局、市财政局等有关部门", "市科技局 市财政局 有关部门"),
    ("市科技局等部门", "市科技局"),
    ("各高等院校、市教育局", "各高等院校 市教育局"),
    # marks
    ("市科技局，市财政局；各区", "市科技局 市财政局 各区"),
    ("市科技局 市财政局", "市科技局 市财政局"),
    ("市科技局、、市财政局、", "市科技局 市财政局"),
    ("各项目牵头单位、各区", "各项目牵头单位 各区"),
    ("", ""),
    ("、，；", ""),
    ("等", ""),
]


@pytest.mark.parametrize(("written", "wanted"), LISTS, ids=[written or "nothing" for written, _ in LISTS])
def test_list(written: str, wanted: str) -> None:
    found = split_units(written)
    said = [unit.text if unit.text == unit.name else f"{unit.text}={unit.name}" for unit in found]
    assert said == wanted.split()
    assert [written[unit.start : unit.end] for unit in found] == [unit.text for unit in found]


@pytest.mark.parametrize(
    ("written", "name", "alias"),
    [
        ("市交通委（市道运局）", "市交通委", "市道运局"),
        ("市发改委(市能源局)", "市发改委", "市能源局"),
        ("区城管局（区综合执法局）、住建局", "区城管局", "区综合执法局"),
        ("市卫生健康委员会（疾控局", "市卫生健康委员会", "疾控局"),
    ],
)
def test_bracket_behind_a_name_is_an_alias(written: str, name: str, alias: str) -> None:
    first = split_units(written)[0]
    assert (first.name, first.alias) == (name, alias)


@pytest.mark.parametrize("written", ["各区人民政府〈含开发区管委会，下同〉", "各区人民政府（含开发区管委会,下同）"])
def test_bracket_that_widens(written: str) -> None:
    [unit] = split_units(written)
    assert (unit.name, unit.group, unit.alias, unit.widened) == ("各区人民政府", True, None, "开发区管委会")


@pytest.mark.parametrize(("name", "group"), [("各区", True), ("有关部门", True), ("三大国家级开发区", True),
                                             ("市直各部门", True), ("洪山区", False), ("市科技局", False)])
def test_class_of_units(name: str, group: bool) -> None:
    assert [(unit.name, unit.group) for unit in split_units(name)] == [(name, group)]
