// Forms without JavaScript: plain posts, which the portal turns into the API request.
import { testForms } from '../lib/forms.mjs';

testForms({ name: 'without JavaScript', javaScript: false });
