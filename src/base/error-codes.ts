/** What a code means for the caller: the exit code of the command, and a title for `explain`. */
type CodeFacts = { readonly exitCode: 1 | 2 | 3 | 130; readonly title: string };

/**
 * Every error and finding that goldpane can report. One id space: each id has a page in `docs/errors/`.
 * Exit codes: 1 the work failed, 2 wrong use or input, 3 the host is not fit, 130 cancelled.
 */
export const errorCodes = {
  'GP-USAGE': { exitCode: 2, title: 'The command line cannot be understood' },
  'GP-CONFIG-INVALID': { exitCode: 2, title: 'A setting is wrong' },
  'GP-CODE-UNKNOWN': { exitCode: 2, title: 'No such error code' },
  'GP-CANCELLED': { exitCode: 130, title: 'The work was cancelled' },
  'GP-INTERNAL': { exitCode: 1, title: 'goldpane itself failed' },

  'GP-RECIPE-NOT-FOUND': { exitCode: 2, title: 'No recipe of that name' },
  'GP-RECIPE-INVALID': { exitCode: 2, title: 'The recipe has mistakes' },
  'GP-RECIPE-SYNTAX': { exitCode: 2, title: 'The recipe is not readable YAML' },
  'GP-RECIPE-KEY': { exitCode: 2, title: 'The recipe has a key that does not exist' },
  'GP-RECIPE-VALUE': { exitCode: 2, title: 'A value in the recipe is wrong' },
  'GP-RECIPE-PATH': { exitCode: 2, title: 'The recipe names a path outside its directory' },
  'GP-RECIPE-FILE': { exitCode: 2, title: 'A file that the recipe names is missing' },
  'GP-RECIPE-EXTENDS': { exitCode: 2, title: 'The recipe extends a recipe that cannot be used' },
  'GP-RECIPE-RELEASE': { exitCode: 2, title: 'The catalogue has no such release, edition or driver version' },
  'GP-RECIPE-HOSTILE': { exitCode: 2, title: 'The recipe asks for what recipes may not do' },
  'GP-CATALOGUE-INVALID': { exitCode: 2, title: 'A catalogue file has mistakes' },

  'GP-LOCK-INVALID': { exitCode: 2, title: 'The lock file has mistakes' },
  'GP-LOCK-DIFFERS': { exitCode: 1, title: 'The inputs are not those of the lock file' },

  'GP-CHECK-FINDINGS': { exitCode: 1, title: 'A check has findings' },
  'GP-ANSWER-FILE': { exitCode: 2, title: 'The answer file would not work' },
  'GP-ANSWER-UNREADABLE': { exitCode: 2, title: 'The file is not an answer file that Setup can read' },
  'GP-ANSWER-ENCODING': { exitCode: 1, title: 'The answer file is written in an unsafe way' },
  'GP-ANSWER-ENVELOPE': { exitCode: 1, title: 'A pass or component is not as Setup looks for it' },
  'GP-ANSWER-COMPONENT': { exitCode: 1, title: 'A component is unknown, or in a pass where it is not read' },
  'GP-ANSWER-SETTING': { exitCode: 1, title: 'A setting is unknown, or in a pass or component where it is not read' },
  'GP-ANSWER-VALUE': { exitCode: 1, title: 'A value has not the form that the setting takes' },
  'GP-ANSWER-LENGTH': { exitCode: 1, title: 'A value is longer than Windows takes' },
  'GP-ANSWER-ORDER': { exitCode: 1, title: 'Items of a list are numbered wrongly' },
  'GP-ANSWER-LIST': { exitCode: 1, title: 'An item of a list is not marked, or has no key of its own' },
  'GP-ANSWER-DISK': { exitCode: 1, title: 'The disk layout would make Setup fail' },
  'GP-ANSWER-IMAGE': { exitCode: 1, title: 'The answer file picks no image that the medium has' },
  'GP-ANSWER-KEY': { exitCode: 1, title: 'The product key does not fit the edition' },
  'GP-ANSWER-ACTIVATION': { exitCode: 1, title: 'An evaluation edition is kept from activating' },
  'GP-ANSWER-LANGUAGE': { exitCode: 1, title: "Setup's language is not that of the medium" },
  'GP-ANSWER-NAME': { exitCode: 1, title: 'Windows refuses the name of the computer or of an account' },
  'GP-ANSWER-PASSWORD': { exitCode: 1, title: 'A password is missing, unreadable or contradicts another' },
  'GP-ANSWER-PAGE': { exitCode: 1, title: 'Windows would show a page and wait' },
  'GP-ANSWER-COMMAND': { exitCode: 1, title: 'A command cannot do what it says where it stands' },
  'GP-ANSWER-LETTER': { exitCode: 1, title: 'A drive letter is written into the answer file' },
  'GP-ANSWER-GROUP': { exitCode: 1, title: 'A group is named in one language' },
  'GP-ANSWER-NETWORK': { exitCode: 1, title: 'A command fetches something over the network' },
  'GP-ANSWER-BUILD': { exitCode: 1, title: 'The answer file lacks what a build of goldpane needs' },

  'GP-MEDIA-HASH': { exitCode: 1, title: 'A file is not the one that was pinned' },
  'GP-MEDIA-MISSING': { exitCode: 2, title: 'A file that the build needs is not there' },
  'GP-MEDIA-FETCH': { exitCode: 1, title: 'A file could not be fetched' },
  'GP-MEDIA-UNKNOWN': { exitCode: 2, title: 'Nothing in the catalogue is like this file' },
  'GP-MEDIA-EDITION': { exitCode: 2, title: 'The installer does not hold the edition' },
  'GP-MEDIA-LOADER': { exitCode: 2, title: 'The firmware would not start the installer' },
  'GP-MEDIA-DIFFERS': { exitCode: 1, title: 'The installer is not what the catalogue says' },
  'GP-MEDIA-PACK': { exitCode: 1, title: 'An ISO could not be packed as planned' },
  'GP-MEDIA-DRIVER': { exitCode: 2, title: 'A driver package is missing or incomplete' },

  'GP-HOST-TOOL': { exitCode: 3, title: 'A program that goldpane needs is not installed' },
  'GP-HOST-KVM': { exitCode: 3, title: 'KVM does not run guests on this host' },
  'GP-HOST-FIRMWARE': { exitCode: 3, title: 'No usable UEFI firmware with Secure Boot keys' },
  'GP-HOST-SPACE': { exitCode: 3, title: 'Too little free disk space' },
  'GP-HOST-MEMORY': { exitCode: 3, title: 'Too little free memory' },
  'GP-HOST-SOCKET-PATH': { exitCode: 3, title: 'The path of a socket is too long' },
  'GP-HOST-UNFIT': { exitCode: 3, title: 'This host cannot do what is asked' },
  'GP-HOST-CPUS': { exitCode: 3, title: 'Too few processors' },
  'GP-HOST-FILES': { exitCode: 3, title: 'The file system cannot do what is needed' },
  'GP-HOST-CONFINED': { exitCode: 3, title: 'A program may not write where it must' },
  'GP-HOST-CLOCK': { exitCode: 3, title: 'The clock of the host is wrong' },
  'GP-HOST-ROOT': { exitCode: 3, title: 'goldpane runs as root' },
  'GP-HOST-ZOMBIE': { exitCode: 3, title: 'Processes that ended are not collected' },
  'GP-HOST-LIBVIRT': { exitCode: 3, title: 'libvirt cannot run the images' },
  'GP-HOST-PASSTHROUGH': { exitCode: 3, title: 'Devices cannot be given to guests' },
  'GP-HOST-NETWORK': { exitCode: 3, title: 'A layer needs the Internet and the host cannot give it safely' },

  'GP-TOOL-FAILED': { exitCode: 1, title: 'A program that goldpane ran has failed' },
  'GP-TOOL-TIMEOUT': { exitCode: 1, title: 'A program that goldpane ran did not end in time' },

  'GP-MACHINE-START': { exitCode: 1, title: 'The machine did not start' },
  'GP-MACHINE-LOST': { exitCode: 1, title: 'The machine ended unexpectedly' },
  'GP-MACHINE-TPM': { exitCode: 1, title: 'The software TPM failed' },
  'GP-MACHINE-IO': { exitCode: 1, title: 'The machine could not write to its disk' },
  'GP-MACHINE-KVM-EXIT': { exitCode: 1, title: 'KVM stopped the guest' },
  'GP-QMP': { exitCode: 1, title: 'QEMU refused a command or closed its control socket' },

  'GP-GUEST-PROMPT': { exitCode: 1, title: 'The installer was not started from its medium' },
  'GP-GUEST-LIMIT': { exitCode: 1, title: 'A stage took longer than its limit' },
  'GP-GUEST-STALL': { exitCode: 1, title: 'The guest shows no sign of life' },
  'GP-GUEST-REBOOT-LOOP': { exitCode: 1, title: 'The guest reboots again and again' },
  'GP-GUEST-PANIC': { exitCode: 1, title: 'The guest crashed' },
  'GP-GUEST-OFF': { exitCode: 1, title: 'The guest shut down before it was finished' },
  'GP-GUEST-NO-SHUTDOWN': { exitCode: 1, title: 'The guest did not shut down' },
  'GP-GUEST-AGENT': { exitCode: 1, title: 'The guest agent does not answer' },
  'GP-GUEST-STEP': { exitCode: 1, title: 'A step failed inside the guest' },
  'GP-GUEST-ERROR': { exitCode: 1, title: 'A script inside the guest gave up' },
  'GP-GUEST-STOPPED': { exitCode: 1, title: 'Setup stopped inside the guest' },

  'GP-REHEARSAL-GUEST': { exitCode: 1, title: 'The rehearsal guest or its medium could not be built' },

  'GP-BUILD-BUSY': { exitCode: 1, title: 'Another build works on the same layer' },
  'GP-SECRET-FOUND': { exitCode: 1, title: 'A secret was found where none may be' },

  'GP-STORE-OPEN': { exitCode: 3, title: 'The store cannot be used' },
  'GP-STORE-FORMAT': { exitCode: 2, title: 'The store or a file in it was made by a newer goldpane' },
  'GP-STORE-DAMAGED': { exitCode: 1, title: 'A file in the store is damaged' },
  'GP-IMAGE-NOT-FOUND': { exitCode: 2, title: 'No such image or version' },
  'GP-IMAGE-BAD': { exitCode: 1, title: 'The image failed its checks' },
  'GP-RUN-NOT-FOUND': { exitCode: 2, title: 'No such run' },
} as const satisfies Record<string, CodeFacts>;

/** Id of an error or finding, such as `GP-MEDIA-HASH`. */
export type ErrorCode = keyof typeof errorCodes;

/** True when `text` is an id that goldpane knows. */
export function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(errorCodes, text);
}
