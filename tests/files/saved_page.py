"""A page of a government site as a browser saves it, around a document: invented, but with all its parts."""

import html
from pathlib import Path

from made_files import Row, parts

_HEAD = """<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml"><head>
<meta http-equiv="Content-Type" content="text/html; charset=utf-8" />
<meta name="SiteName" content="琅屿市人民政府门户网站" /><meta name="ColumnName" content="政策文件" />
<title>{title}_政策文件_琅屿市人民政府门户网站</title>
<style>.nav li{{float:left}}</style><script>var _hmt=_hmt||[];document.write("<p>脚本</p>");</script>
</head><body>
<div class="top"><div class="wrap"><a href="#">无障碍阅读</a> | <a href="#">长者版</a> |
<a href="#">移动端</a>
<span id="weather">2024年1月10日 星期三</span>
<form action="/s"><input type="text" value="请输入关键字"/><select><option>全站</option></select>
<button>搜索</button></form></div></div>
<div class="header"><img src="logo.png" alt="琅屿市人民政府"/></div>
<ul class="nav"><li><a href="/">首页</a></li><li><a href="/zwgk/">政务公开</a></li>
<li><a href="/bsfw/">办事服务</a></li>
<li><a href="/hd/">互动交流</a></li>
<li><a href="/sj/">数据发布</a></li><li><a href="/ly/">走进琅屿</a></li></ul>
<div class="crumb">当前位置：<a href="/">首页</a> &gt; <a href="/zwgk/">政务公开</a> &gt;
<a href="/zc/">政策</a> &gt; <a href="#">政策文件</a></div>
<table class="xxgk" width="100%" border="0">
<tr><td>索&nbsp;引&nbsp;号：</td><td>000014349/2024-00012</td><td>主题分类：</td><td>综合政务\\政务公开</td></tr>
<tr><td>发文机关：</td><td>市政府办公室</td><td>成文日期：</td><td>{date}</td></tr>
<tr><td>标&emsp;&emsp;题：</td><td colspan="3">{title}</td></tr>
<tr><td>发文字号：</td><td>{number}</td><td>发布日期：</td><td>2024-01-10</td></tr>
<tr><td>有效性：</td><td>有效</td><td>公开方式：</td><td>主动公开</td></tr></table>
<h1 class="title">{title}</h1>
<div class="info"><span>发布时间：2024-01-10 09:30</span> <span>来源：市政府办公室</span>
<span>浏览次数：1286次</span>
字体：【<a href="#">大</a> <a href="#">中</a> <a href="#">小</a>】 <a href="#">打印</a> 分享到：
<a class="wx" title="微信">微信</a>
<a class="wb" title="微博">微博</a></div>
<div id="zoom" class="TRS_Editor">
"""
_FOOT = """
</div>
<div class="tools"><a href="#">【打印本页】</a> <a href="#">【关闭窗口】</a>
<a href="#">【我要纠错】</a></div>
<div class="share">扫一扫在手机打开当前页</div>
<div class="related"><h3>相关链接</h3><ul><li><a href="#">图解：一图读懂政策</a><span>2024-01-11</span></li>
<li><a href="#">市政府办公室关于公布年度重大行政决策事项目录的通知</a><span>2024-01-05</span></li>
<li><a href="#">市财政局负责人解读专项资金管理办法</a><span>2023-12-28</span></li></ul></div>
<div class="prev">上一篇：<a href="#">关于做好岁末年初安全生产工作的通知</a><br/>
下一篇：<a href="#">没有了</a></div>
<div class="footer"><p>网站地图 | 联系我们 | 关于我们 | 隐私声明</p>
<p>主办单位：琅屿市人民政府办公室&nbsp;&nbsp;承办单位：琅屿市大数据中心</p>
<p>联系电话：0000-12345678&nbsp;网站标识码：3700000001</p>
<p>琅ICP备05000001号-1 <a href="#"><img src="ga.png"/>琅公网安备 37000002000001号</a></p>
<p>建议使用1024×768以上分辨率、IE9.0以上浏览器访问</p></div></body></html>
"""


def saved_page(path: Path, title: str, number: str, date: str) -> bytes:
    """Return the document at `path` in the page of a site; title, number and date stand in its own table."""
    body = "\n".join(_part(part) for part in parts(path))
    head = _HEAD.format(title=html.escape(title), number=html.escape(number), date=date)
    return (head + body + _FOOT).encode()


def _part(part: str | list[Row]) -> str:
    if isinstance(part, str):
        said = f'<span style="font-family: 仿宋_GB2312;">{html.escape(part)}</span>'
        return f'<p style="text-indent: 2em;">{said}</p>'
    rows = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in part)
    return f'<table border="1" cellspacing="0"><tbody>{rows}</tbody></table>'


def _cell(text: str) -> str:
    return f'<td valign="top"><span>{html.escape(text)}</span></td>'
