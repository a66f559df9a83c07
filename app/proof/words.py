"""The words of a packet's papers: Chinese first, English in the readme. Knows no case."""

from __future__ import annotations

from typing import Final

POINTS: Final = {
    "manifest": "上报清单原文与回执中的哈希一致",
    "deletion": "销毁记录的签名有效",
    "original": "照片原件的字节与其文件名（SHA-256）一致",
    "device-chain": "与该手机前一条上报首尾相接",
    "rows": "数据库记录与操作日志所记一致",
    "log-line": "日志行与其哈希一致",
    "log-lines": "所附日志行逐行重新计算哈希",
}
ROLES: Final = {
    "scene": "远景", "close": "近景", "before": "处置前", "after": "处置后", "number": "号码", "warning": "警示",
    "check": "核查", "paper": "文书", "ownership": "权属",
}  # fmt: skip
STATES: Final = {
    "filed": "待派遣", "dispatched": "待认领", "claimed": "处置中", "disposed": "待核查", "checking": "核查中",
    "checked": "待结案", "rework": "返工", "suspended": "挂账", "closed": "已结案", "voided": "已作废",
}  # fmt: skip
EVENTS: Final = {
    "received": "服务器收到上报",
    "accept": "审核通过",
    "reject": "不予受理",
    "duplicate": "审核为重复",
    "verdict-undone": "撤销审核",
    "filed": "受理立案",
    "closed-on-spot": "当场整改，结案",
    "rectified": "商户自行整改到位，结案",
    "breach-handed-in": "商户整改照片已交来",
    "breach-passed": "商户整改审核通过",
    "breach-failed": "商户整改未通过",
    "breach-appealed": "商户提出申诉",
    "breach-appeal-granted": "商户申诉成立",
    "voided": "作废",
    "duplicate-joined": "并入一条重复上报",
    "duplicate-left": "撤销并入",
    "replaced": "区划变更，归属随之变更",
    "choice-ended": "人工所选路段已不存在",
    "choice-back": "人工所选路段恢复",
    "held": "封存，到期也不销毁",
    "released": "解除封存",
    "destroyed": "按规定销毁证据",
    "dispatch": "派遣",
    "recall": "撤回派遣",
    "redispatch": "改派",
    "claim": "认领",
    "hand-over": "转办",
    "progress": "办理进展",
    "dispose": "处置反馈",
    "send-check": "派人核查",
    "check-pass": "核查通过",
    "check-fail": "核查不通过，返工",
    "close": "结案",
    "send-back": "不结案，返工",
    "ask-extension": "申请延期",
    "ask-return": "申请回退",
    "ask-suspension": "申请挂账",
    "ask-void": "申请作废",
    "approve": "同意申请",
    "refuse": "不同意申请",
    "withdraw": "撤回申请",
    "review-suspension": "复核挂账，继续挂账",
    "resume": "恢复办理",
    "supervise": "督办",
    "answer-supervision": "答复督办",
    "blow-whistle": "吹哨",
    "arrive": "报到",
    "end-whistle": "结束吹哨",
    "tag": "归入专项行动",
    "annotate": "备注",
    "clock-recounted": "日历或计时方案变更，时限重算",
    "green-confirmed": "绿色通道案件，事后审核",
    "reply-kept": "收到现场反馈，仅作证据",
    "notice-issued": "签发文书",
    "notice-served": "文书送达",
    "notice-voided": "文书作废",
}
"""What happened to a case or a report, as papers say it; other words stand as they are."""
HOLDS: Final = {True: "是", False: "否", None: "无法判断"}

LOG_CHECK: Final = (
    "while IFS= read -r l; do h=${l##*$'\\t'}; "
    '[ "$(printf \'%s\' "${l%$\'\\t\'*}" | sha256sum | cut -c1-64)" = "$h" ] || echo "BAD: $l"; done < log.tsv'
)
COMMANDS: Final = (
    "sha256sum --strict -c SHA256SUMS",
    "openssl dgst -sha256 -verify public-key.pem -signature SHA256SUMS.sig SHA256SUMS",
    "openssl pkey -pubin -in public-key.pem -outform DER | sha256sum",
)

STEPS_ZH: Final = (
    "1. 核对文件：每一行都应显示 OK。",
    "2. 核对签名：应显示 Verified OK。",
    "3. 核对公钥指纹：应与下方指纹相同，并请向出具单位另行核实该指纹（不要只看本包）。",
)
LIMITS_ZH: Final = (
    "本证据包证明：自手机封存上报之时起，照片与清单未被改动；服务器的处理经过与日志一致。"
    "它不能证明拍摄的场景本身真实（例如翻拍、伪造定位），也不是处罚文书。"
    "原件与清单未打码，可能含个人信息，仅限办案使用，不得对外公开。"
)
README: Final = """巡街 证据包 / Xunjie evidence packet
案件 / case: {case_no}
制作时间 / made at: {made_at}
公钥指纹 / fingerprint of the key (SHA-256 of the DER form):
{fingerprint}

【内容】
originals/     照片原件，字节未动，文件名即 SHA-256
pictures/      由原件生成的浏览图；stamped/ 为加印时间、路段、坐标、编号的副本（均仅供查看，不是证据）
manifests/     手机封存的上报清单原文
receipts/      服务器回执（可用 flask verify-receipt 核验）；deletions/ 为已按规定销毁的上报的记录，同样核验
case.json, timeline.csv, positions.csv   案件、经过、定位
log.tsv        与本案有关的操作日志行；最后一列为该行哈希
root.json      当日日志链末端及签名
checks.json    制作时服务器逐项核对的结果
evidence.pdf   中文说明

【如何核验】（Linux、macOS 或 Windows 的 Git Bash，在解压后的文件夹内执行）
{steps_zh}
{commands}
日志行 / log lines:
{log_check}

【说明】
{limits_zh}

-- English --
originals/ are the photos byte for byte, named by their SHA-256; pictures/ are drawn from them for looking only,
and stamped/ are copies of those with time, place and numbers on them.
manifests/ are what the phones sealed; receipts/ are the server's; deletions/ hold the
record of each report whose evidence was destroyed under the retention rules. log.tsv holds the log entries about this case, each
line followed by its own SHA-256. Run the commands above in the unpacked folder: every file must be OK, the signature
must be "Verified OK", and the fingerprint must be the one above. Ask the office that issued the packet for the
fingerprint by another way: a packet cannot vouch for itself.
It proves that nothing changed since the phone sealed the report. It does not prove that the scene was real.
Originals and manifests are not redacted: for the proceedings only.
"""
