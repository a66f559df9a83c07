import type { TestProjectInlineConfiguration } from 'vitest/config'

export function testGroups(root: string): TestProjectInlineConfiguration[]
