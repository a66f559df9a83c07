import { describe, expect, it } from 'vitest'

import { readPhoneNumber } from './phone-number'

describe('a phone number on an illegal ad', () => {
  it.each([
    ['13812345678', '13812345678', 'mobile'],
    ['138 1234-5678', '13812345678', 'mobile'],
    ['１３８１２３４５６７８', '13812345678', 'mobile'],
    ['l38O234S678', '13802345678', 'mobile'],
    ['一三八〇零123456', '13800123456', 'mobile'],
    ['①③⑧12345678', '13812345678', 'mobile'],
    ['幺三八12345678', '13812345678', 'mobile'],
    ['+86 138 1234 5678', '13812345678', 'mobile'],
    ['0086-13812345678', '13812345678', 'mobile'],
    ['Tel: 138l2345678', '13812345678', 'mobile'],
    ['0371-65551234', '037165551234', 'landline'],
    ['010 6555 1234', '01065551234', 'landline'],
    ['400-800-1234', '4008001234', 'service'],
    ['12345', '12345', 'unknown'],
    ['8613', '8613', 'unknown'],
  ])('%s is read as %s (%s)', (written, digits, kind) => {
    expect(readPhoneNumber(written)).toEqual({ digits, kind })
  })

  it('is nothing where there is no digit', () => {
    expect(readPhoneNumber('  – ')).toBeNull()
    expect(readPhoneNumber('')).toBeNull()
  })
})
