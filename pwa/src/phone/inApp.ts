/** Names apps that show pages inside themselves. A name only tells a person where they are; it decides nothing. */
import type { Abilities } from './types'

const IN_APP: readonly (readonly [RegExp, NonNullable<Abilities['inApp']>])[] = [
  [/miniProgram/i, 'wechat-mini'],
  [/MicroMessenger/i, 'wechat'],
  [/DingTalk/i, 'dingtalk'],
  [/AlipayClient/i, 'alipay'],
]

export function inAppName(userAgent: string): Abilities['inApp'] {
  return IN_APP.find(([pattern]) => pattern.test(userAgent))?.[1] ?? null
}
