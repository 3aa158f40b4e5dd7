"""The public function: every kind of source, guarded or not, gives the same plan or `UnusableInput`."""

import io
import os
import threading
from pathlib import Path

import pytest

from yibiao import UnusableInput, compile_document, compile_text, to_dict

TEXT = "关于印发创新方案的通知\n一、重点任务\n1.建设平台。建成平台5个以上。（牵头单位：市科技局）\n"


@pytest.fixture
def path(tmp_path):
    made = tmp_path / "方案.txt"
    made.write_text(TEXT, encoding="gb18030")
    return made


@pytest.mark.parametrize("sandbox", [True, False])
def test_path_bytes_and_file_give_the_same_plan(path, sandbox):
    plan = compile_document(path, sandbox=sandbox)
    data = path.read_bytes()
    assert plan.tasks[0].lead[0].name == "市科技局"
    assert compile_document(os.fspath(path), sandbox=sandbox) == plan
    assert compile_document(data, name="方案.txt", sandbox=sandbox) == plan
    assert compile_document(io.BytesIO(data), name="方案.txt", sandbox=sandbox) == plan


def test_guarded_and_unguarded_are_the_same(path):
    assert compile_document(path) == compile_document(path, sandbox=False)


def test_text_gives_the_same_facts(path):
    from_text, from_file = to_dict(compile_text(TEXT)), to_dict(compile_document(path))
    del from_text["document"], from_file["document"]
    assert from_text == from_file
    assert compile_text(TEXT.replace("\n", "\r\n")).text == TEXT


@pytest.mark.parametrize("sandbox", [True, False])
def test_refusals_name_the_file_as_the_caller_does(tmp_path, sandbox):
    missing = tmp_path / "missing.txt"
    with pytest.raises(UnusableInput, match=r"missing\.txt") as caught:
        compile_document(missing, sandbox=sandbox)
    assert caught.value.name == os.fspath(missing)
    with pytest.raises(UnusableInput) as caught:
        compile_document(b"", name="a.txt", sandbox=sandbox)
    assert caught.value.line("zh").startswith("a.txt: ")
    with pytest.raises(UnusableInput):
        compile_text(" \n ")


def test_several_threads_may_compile_at_once(path):
    plans = []
    threads = [threading.Thread(target=lambda: plans.append(compile_document(path))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(plans) == 3
    assert plans[0] == plans[1] == plans[2]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_forked_process_compiles_with_a_child_of_its_own(path):
    compile_document(path)
    process = os.fork()
    if process == 0:
        os._exit(0 if compile_document(path).tasks else 1)
    assert os.waitpid(process, 0)[1] == 0
    assert compile_document(Path(path)).tasks
