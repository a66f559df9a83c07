/** What the camera screen loads once it shows a picture: guidance, zoom, the stamp as it will be. */
export { default as CameraAids } from './CameraAids.vue'
export { default as GallerySheet } from './GallerySheet.vue'
