/** In the place of uc.micro, which markdown-it asks whether emphasis may begin beside a sign: browsers know by now. */
export const P = /\p{P}/u;
export const S = /\p{S}/u;
