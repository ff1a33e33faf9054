/*
 * Routes of our own, apart from those of the compatible API: recordings.
 */
#include "lib/api/record.h"

#define OWN (R_OWN | R_UNRECORDED | R_REPEATABLE)

const struct route routes_slipway[] = {
    {"GET", "S/slipway/recordings", "", OWN, 0, recordings_list, NULL,
	"Your recordings, newest first; running=true shows the one that runs."},
    {"POST", "S/slipway/recordings", "", OWN, 0, recordings_start, NULL,
	"Starts a recording of this session, or of all your requests with AllRequests."},
    {"GET", "S/slipway/recordings/{id}", "", OWN, 0, recordings_get, NULL,
	"A recording with its requests; secrets are masked."},
    {"PUT", "S/slipway/recordings/{id}", "", OWN, 0, recordings_rename, NULL,
	"Renames a recording."},
    {"DELETE", "S/slipway/recordings/{id}", "", OWN, 0, recordings_delete, NULL,
	"Deletes a recording."},
    {"POST", "S/slipway/recordings/{id}/stop", "", OWN, 0, recordings_stop, NULL,
	"Ends a recording."},
    {"DELETE", "S/slipway/recordings/{id}/items/{number}", "", OWN, 0, recordings_delete_item, NULL,
	"Takes one request out of a recording."},
    {"GET", "S/slipway/recordings/{id}/export", "", OWN, 0, recordings_export, NULL,
	"The recording to be replayed: format=bash for a script, json for a program."},
    {NULL, NULL, NULL, 0, 0, NULL, NULL, NULL}};
