const drawing = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
<rect width="32" height="32" rx="7" fill="#16181c"/>
<path d="M5 9h11.4l-2.6 6H5zM5 17h7.9l-2.6 6H5z" fill="#f1f1f3"/>
<path d="M19.4 9H27v6H16.8zM15.9 17H27v6H13.3z" fill="#f2b44c"/>
</svg>`;

/** The mark for the browser's tab, as an address that needs no request. */
export const iconUrl = `data:image/svg+xml,${encodeURIComponent(drawing)}`;
