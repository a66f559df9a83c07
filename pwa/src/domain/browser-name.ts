/** Names a browser as a person knows it, with its main version. A name only tells; it decides no ability. */

const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/MicroMessenger\/(\d+)/, 'WeChat'],
  [/DingTalk\/(\d+)/, 'DingTalk'],
  [/AlipayClient\/(\d+)/, 'Alipay'],
  [/MQQBrowser\/(\d+)/, 'QQ'],
  [/UCBrowser\/(\d+)/, 'UC'],
  [/(?:HuaweiBrowser|HBPC)\/(\d+)/, 'Huawei'],
  [/MiuiBrowser\/(\d+)/, 'Mi'],
  [/VivoBrowser\/(\d+)/, 'vivo'],
  [/HeyTapBrowser\/(\d+)/, 'HeyTap'],
  [/SamsungBrowser\/(\d+)/, 'Samsung'],
  [/Quark\/(\d+)/, 'Quark'],
  [/Edg(?:A|iOS)?\/(\d+)/, 'Edge'],
  [/(?:Firefox|FxiOS)\/(\d+)/, 'Firefox'],
  [/(?:Chrome|CriOS)\/(\d+)/, 'Chrome'],
  [/Version\/(\d+)\S* (?:Mobile\/\S+ )?Safari\//, 'Safari'],
]

/** Empty for a browser nobody knows. */
export function browserName(userAgent: string): string {
  for (const [pattern, name] of BROWSERS) {
    const version = pattern.exec(userAgent)?.[1]
    if (version !== undefined) return `${name} ${version}`
  }
  return ''
}
