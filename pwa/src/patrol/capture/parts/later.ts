/** Parts of camera and form that hardly any report needs at once: one file, which comes behind the screen. */
export { default as CameraHelp } from './CameraHelp.vue'
export { default as CategorySheet } from './CategorySheet.vue'
export { default as CoverFields } from './CoverFields.vue'
export { default as DiscardSheet } from './DiscardSheet.vue'
export { default as NoFixReasons } from './NoFixReasons.vue'
