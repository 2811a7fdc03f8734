"""Ways to say the same in service talk, so that `如何` and `怎么` do not count as a difference."""

import re

_GROUPS = """
怎么 如何 怎样 咋样 怎么样 咋 怎麽 怎么才能 怎样才能 如何才能
为什么 为何 为啥 干嘛 怎么会 什么原因 啥原因
什么时候 何时 啥时候 多会儿 哪天 几号 什么时间
多久 多长时间 几天 要多长时间
什么 啥 哪些 哪个 哪种
哪里 哪儿 何处 什么地方
能 能够 可以 可 能不能 可不可以 能否 可否 是否可以
不能 无法 没法 不可以 没办法 不了 没有办法
没有 没 未 尚未 还没有 还没
吗 么 嘛 呢
修改 更改 更换 变更 改成 换成 更新 换 改 变
查询 查看 查 看 查找 看看
取消 撤销 关闭 关掉 停掉 停用
开通 打开 开启 启用 激活 开
还款 还钱 归还 偿还 还
借款 借钱 贷款 借
金额 钱 款 款项 资金
电话 手机号 手机 手机号码 电话号码 号码
银行卡 卡 卡片 储蓄卡
删除 删掉 清除 移除 去掉
失败 不成功 没成功 未成功 不通过 没通过 未通过
成功 通过
增加 提高 提升 上调 增多 涨
减少 降低 下降 下调
提前 提早
商家 商户 店家 卖家
顾客 客户 用户 客人
投诉 申诉 举报
客服 人工 人工客服 工作人员 客服人员
缺货 断货 没货 无货 没有货
退款 退钱 退费
快递 物流 包裹
利息 利率 费率 手续费
逾期 超期 过期 拖欠
注销 销户 解除
收到 到账 到帐 入账
需要 要 得 必须 须
想 想要 希望
好看 漂亮 美丽
告诉 告知
现在 目前 当前 如今
最近 近期
一直 总是 老是 总
东西 物品
小孩 孩子 宝宝 儿童
介绍 推荐
意思 含义 意义
方法 办法 方式
区别 差别 不同 不一样
便宜 优惠
"""
_FILLER = re.compile(r"请问一下|请问|你好|您好|谢谢|麻烦|帮忙|一下|为您|亲|问一下|我想问|想问")
_MEANT = {word: group.split()[0] for group in _GROUPS.strip().splitlines() for word in group.split()}
_KNOWN = re.compile("|".join(sorted(map(re.escape, _MEANT), key=len, reverse=True)))


def plainly(folded: str) -> str:
    """Say a folded text in the commonest words; for comparing only, never shown."""
    return _KNOWN.sub(lambda found: _MEANT[found[0]], _FILLER.sub("", folded))
