import { describe, expect, it } from 'vitest'

import { browserName } from './browser-name'

const ANDROID = 'Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 (KHTML, like Gecko)'

describe('a browser by name', () => {
  it.each([
    [`${ANDROID} Chrome/121.0.6167.101 Mobile Safari/537.36`, 'Chrome 121'],
    [`${ANDROID} Version/4.0 Chrome/107.0 Mobile Safari/537.36 MicroMessenger/8.0.44`, 'WeChat 8'],
    [`${ANDROID} Chrome/110.0 Mobile Safari/537.36 EdgA/110.0`, 'Edge 110'],
    [`${ANDROID} Version/4.0 Chrome/100.0 MQQBrowser/14.2 Mobile Safari/537.36`, 'QQ 14'],
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 17_2 like Mac OS X) AppleWebKit/605.1.15 Version/17.2 Mobile/15E148 Safari/604.1', 'Safari 17'],
    ['Mozilla/5.0 (Android 13; Mobile; rv:120.0) Gecko/120.0 Firefox/120.0', 'Firefox 120'],
    ['something new', ''],
  ])('%s', (userAgent, name) => {
    expect(browserName(userAgent)).toBe(name)
  })
})
