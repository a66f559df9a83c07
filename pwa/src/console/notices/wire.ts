/** What screens of papers know of the wire. */
export { sheetUrl } from '@/api/notices'
export type { Basis, HandedOut, Paper, PaperEvent, PaperKind, PaperLine, PaperMove, PaperPhoto, PaperState, ReceiverKind, Template, Templates, TemplateTexts } from '@/api/notices'
